/** Single numbers for a whole confusion matrix. */
import type { ConfusionMatrix } from "./confusion-matrix.js";
import { MetricsError } from "./errors.js";
import { checkGiven, checkOption } from "./samples.js";
import { wilsonInterval } from "./wilson.js";

/** The fraction of samples predicted as their true class, 0 to 1; NaN without samples. */
export function accuracy(matrix: ConfusionMatrix): number {
  return correct(matrix) / matrix.total;
}

/**
 * Where the true accuracy lies with the given confidence, see {@link wilsonInterval}. Sample weights count as
 * repeated samples.
 */
export function accuracyInterval(matrix: ConfusionMatrix, confidence = 0.95): [number, number] {
  return wilsonInterval(correct(matrix), matrix.total, confidence);
}

/**
 * The mean recall of the classes that have samples, 0 to 1; NaN without samples. With `adjusted`, guessing gives 0
 * and perfection 1.
 */
export function balancedAccuracy(matrix: ConfusionMatrix, { adjusted = false } = {}): number {
  checkGiven({ matrix });
  const rows = matrix.rowSums();
  const recalls = [...rows].flatMap((support, k) => (support > 0 ? [matrix.at(k, k) / support] : []));
  const score = recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
  const chance = 1 / recalls.length;
  return adjusted ? (score - chance) / (1 - chance) : score;
}

/**
 * Cohen's kappa: agreement beyond chance, from -1 to 1, 0 at chance. `weights` makes a confusion cost its distance
 * in class order ("linear") or the square of it ("quadratic"). NaN where chance agrees perfectly or without samples.
 * Cohen (1960), "A coefficient of agreement for nominal scales"; weighted: Cohen (1968).
 */
export function cohenKappa(
  matrix: ConfusionMatrix,
  { weights = "none" }: { weights?: "none" | "linear" | "quadratic" } = {},
): number {
  const costs = {
    none: (distance: number) => Math.min(distance, 1),
    linear: (distance: number) => distance,
    quadratic: (distance: number) => distance ** 2,
  };
  const cost = costs[weights];
  if (!cost) {
    throw new MetricsError("ERR_METRICS_ARGUMENT", `weights are none, linear or quadratic, got ${weights}`);
  }
  checkGiven({ matrix });
  const rows = matrix.rowSums();
  const columns = matrix.columnSums();
  const total = matrix.total;
  let observed = 0;
  let expected = 0;
  for (let row = 0; row < matrix.size; row++) {
    for (let column = 0; column < matrix.size; column++) {
      const weight = cost(Math.abs(row - column));
      observed += weight * matrix.at(row, column);
      expected += (weight * rows[row] * columns[column]) / total;
    }
  }
  return 1 - observed / expected;
}

/**
 * The multi-class Matthews correlation coefficient, from -1 to 1, 0 at chance; 0 when all labels or all predictions
 * are of one class. Gorodkin (2004), "Comparing two K-category assignments by a K-category correlation coefficient".
 */
export function matthewsCorrelation(matrix: ConfusionMatrix): number {
  checkGiven({ matrix });
  const rows = matrix.rowSums();
  const columns = matrix.columnSums();
  const total = matrix.total;
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
  const covariance = correct(matrix) * total - dot(rows, columns);
  const variances = (total ** 2 - dot(rows, rows)) * (total ** 2 - dot(columns, columns));
  return variances === 0 ? 0 : covariance / Math.sqrt(variances);
}

/** One class taken for another. */
export interface Confusion {
  /** Class indices. */
  trueClass: number;
  predictedClass: number;
  count: number;
  /** `count` as a fraction of the samples of the true class. */
  rate: number;
}

/**
 * The off-diagonal cells with samples, most frequent first (then in reading order).
 *
 * @throws {MetricsError} `ERR_METRICS_ARGUMENT` when `limit` is negative or not a number
 */
export function mostConfused(matrix: ConfusionMatrix, limit = Number.POSITIVE_INFINITY): Confusion[] {
  checkGiven({ matrix });
  checkOption("limit", limit, limit >= 0, "0 or more");
  const rates = matrix.normalize("true");
  return rates
    .flatMap((row, trueClass) =>
      row.map((rate, predictedClass) => ({
        trueClass,
        predictedClass,
        count: matrix.at(trueClass, predictedClass),
        rate,
      })),
    )
    .filter((cell) => cell.trueClass !== cell.predictedClass && cell.count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit);
}

function correct(matrix: ConfusionMatrix): number {
  checkGiven({ matrix });
  return matrix.classNames.reduce((sum, _, k) => sum + matrix.at(k, k), 0);
}
