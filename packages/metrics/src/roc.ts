import type { ClassScores } from "./class-scores.js";
import { oneVsRestScores } from "./one-vs-rest.js";
import { checkGiven, checkSameLength } from "./samples.js";
import { type ThresholdSweep, thresholdSweep } from "./threshold-sweep.js";

/** True against false positive rate for a falling threshold, from (0, 0) to (1, 1). */
export interface RocCurve {
  /** Ascending; NaN without negatives. */
  falsePositiveRate: Float64Array;
  /** Ascending; NaN without positives. */
  truePositiveRate: Float64Array;
  /** Descending, Infinity first: what a score must reach to count as positive. */
  thresholds: Float64Array;
  /** The area under the curve: 1 is perfect, 0.5 is chance; NaN without positives or negatives. */
  auc: number;
}

/**
 * The receiver operating characteristic of scores for one class: scikit-learn's `roc_curve`. Points inside straight
 * stretches are left out. Fawcett (2006), "An introduction to ROC analysis".
 *
 * @param labels [N], 1 = positive, 0 = negative
 * @param scores [N], finite; higher means more likely positive
 * @param weights how much each sample counts [N]
 * @throws {MetricsError} for values out of range or lengths that differ
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): RocCurve {
  return rocOfSweep(thresholdSweep(labels, scores, weights));
}

/** The ROC curve of samples already counted by threshold. */
export function rocOfSweep(sweep: ThresholdSweep): RocCurve {
  const { thresholds, truePositives, falsePositives } = corners(sweep);
  const truePositiveRate = fromZero(truePositives);
  const falsePositiveRate = fromZero(falsePositives);
  return {
    falsePositiveRate,
    truePositiveRate,
    thresholds: startingWith(Number.POSITIVE_INFINITY, thresholds),
    auc: auc(falsePositiveRate, truePositiveRate),
  };
}

/**
 * The area under the ROC curve of each class against the rest and its averages; `micro` is the area of all N * K
 * decisions together. A class without positives or negatives has NaN and is left out of the averages.
 *
 * @param labels true classes [N]
 * @param probabilities [N, K], row-major, each row summing to 1
 */
export function rocAuc(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): ClassScores {
  return oneVsRestScores(labels, probabilities, weights, (...binary) => rocCurve(...binary).auc);
}

/**
 * The area under a curve of straight lines through the points, `x` ascending; NaN with fewer than two points.
 *
 * @throws {MetricsError} `ERR_METRICS_SHAPE` when the lengths differ
 */
export function auc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkGiven({ x, y });
  checkSameLength(x.length, y.length, "values of y");
  if (x.length < 2) return Number.NaN;
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
  return area;
}

/** Leaves out the points inside a straight run of equal steps, the ends stay. */
function corners(sweep: ThresholdSweep): ThresholdSweep {
  const { thresholds, truePositives, falsePositives } = sweep;
  const last = thresholds.length - 1;
  const bends = (values: Float64Array, i: number) => values[i + 1] - 2 * values[i] + values[i - 1] !== 0;
  const keep = (_: number, i: number) =>
    i === 0 || i === last || bends(truePositives, i) || bends(falsePositives, i);
  return {
    thresholds: thresholds.filter(keep),
    truePositives: truePositives.filter(keep),
    falsePositives: falsePositives.filter(keep),
  };
}

/** Cumulative counts as fractions of the last, after a 0; NaN when the last is 0. */
function fromZero(counts: Float64Array): Float64Array {
  const total = counts[counts.length - 1];
  return total > 0
    ? startingWith(0, counts).map((count) => count / total)
    : new Float64Array(counts.length + 1).fill(Number.NaN);
}

function startingWith(first: number, rest: Float64Array): Float64Array {
  const values = new Float64Array(rest.length + 1);
  values[0] = first;
  values.set(rest, 1);
  return values;
}
