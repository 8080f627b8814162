/**
 * Checks of what callers hand in, in one place. `N` is the number of samples and `K` the number of classes;
 * a label is a class index, an integer from 0 to K - 1; probabilities are [N, K], row-major.
 */
import { MetricsError } from "./errors.js";

/** How far a row of probabilities may be from 1: float16 softmax outputs are within it, logits never. */
const ROW_SUM_TOLERANCE = 1e-3;

/** @throws {MetricsError} `ERR_METRICS_ARGUMENT` naming the first of `values` that is missing */
export function checkGiven(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) continue;
    throw new MetricsError("ERR_METRICS_ARGUMENT", `${name} is missing (${value}); pass it`);
  }
}

/** @throws {MetricsError} `ERR_METRICS_ARGUMENT` unless `valid` */
export function checkOption(name: string, value: unknown, valid: boolean, expected: string): void {
  if (!valid) throw new MetricsError("ERR_METRICS_ARGUMENT", `${name} must be ${expected}, got ${value}`);
}

/** @throws {MetricsError} `ERR_METRICS_SHAPE` when the lengths differ */
export function checkSameLength(expected: number, actual: number, what: string): void {
  if (expected !== actual) {
    throw new MetricsError("ERR_METRICS_SHAPE", `expected ${expected} ${what}, got ${actual}`);
  }
}

/** @throws {MetricsError} `ERR_METRICS_WEIGHT` when a weight is negative or not finite */
export function checkWeights(samples: number, weights: ArrayLike<number> | undefined): void {
  if (!weights) return;
  checkSameLength(samples, weights.length, "sample weights");
  for (let i = 0; i < samples; i++) {
    if (!(weights[i] >= 0 && weights[i] < Number.POSITIVE_INFINITY)) {
      throw new MetricsError(
        "ERR_METRICS_WEIGHT",
        `weight ${i} is ${weights[i]}; a sample weight is finite and not negative`,
      );
    }
  }
}

/** @throws {MetricsError} `ERR_METRICS_LABEL` when a label is no integer from 0 to `classes` - 1 */
export function checkLabels(labels: ArrayLike<number>, classes: number, what = "label"): void {
  for (let i = 0; i < labels.length; i++) {
    if (!isClass(labels[i], classes)) throw labelError(labels[i], i, classes, what);
  }
}

/** Whether `value` is a class index below `classes`. */
export function isClass(value: number, classes: number): boolean {
  return value >= 0 && value < classes && Math.floor(value) === value;
}

/** The error for a label (or prediction) that is no class index. */
export function labelError(value: number, index: number, classes: number, what: string): MetricsError {
  return new MetricsError(
    "ERR_METRICS_LABEL",
    `${what} ${index} is ${value}; with ${classes} classes it must be an integer from 0 to ${classes - 1}`,
  );
}

/**
 * Checks labels [N], probabilities [N, K] and weights [N] together and returns K (0 when there are no samples).
 * Rows are never renormalized: one that does not sum to 1 within 0.001 is an error.
 *
 * @throws {MetricsError} for any value out of range, see {@link MetricsError.code}
 */
export function checkProbabilities(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  checkGiven({ labels, probabilities });
  const samples = labels.length;
  const classes = samples === 0 ? 0 : probabilities.length / samples;
  if (!Number.isInteger(classes) || (classes === 0 && samples + probabilities.length > 0)) {
    throw new MetricsError(
      "ERR_METRICS_SHAPE",
      `${probabilities.length} probabilities cannot be [N, K] rows for ${samples} labels`,
    );
  }
  for (let i = 0; i < samples; i++) {
    let sum = 0;
    for (let k = i * classes; k < (i + 1) * classes; k++) {
      if (!(probabilities[k] >= 0 && probabilities[k] <= 1 + ROW_SUM_TOLERANCE)) {
        throw new MetricsError(
          "ERR_METRICS_PROBABILITIES",
          `row ${i}, class ${k - i * classes} has probability ${probabilities[k]}; pass softmax outputs, from 0 to 1`,
        );
      }
      sum += probabilities[k];
    }
    if (Math.abs(sum - 1) > ROW_SUM_TOLERANCE) {
      throw new MetricsError(
        "ERR_METRICS_PROBABILITIES",
        `row ${i} sums to ${sum}, not to 1; pass softmax outputs, one row of ${classes} for each label`,
      );
    }
  }
  checkLabels(labels, classes);
  checkWeights(samples, weights);
  return classes;
}

/**
 * The most probable class of every row; the lowest index wins a tie, as in `numpy.argmax` and `tf.argMax`.
 *
 * @param probabilities [N, K], row-major; logits will do, too
 * @returns class indices [N]
 * @throws {MetricsError} `ERR_METRICS_SHAPE` when the length is no multiple of `classes`
 */
export function predictedClasses(probabilities: ArrayLike<number>, classes: number): Uint32Array {
  checkGiven({ probabilities, classes });
  const samples = probabilities.length / classes;
  if (!(Number.isInteger(classes) && classes > 0 && Number.isInteger(samples))) {
    throw new MetricsError(
      "ERR_METRICS_SHAPE",
      `${probabilities.length} probabilities are not whole rows of ${classes} classes`,
    );
  }
  const predictions = new Uint32Array(samples);
  for (let i = 0; i < samples; i++) {
    let best = i * classes;
    for (let k = best + 1; k < (i + 1) * classes; k++) if (probabilities[k] > probabilities[best]) best = k;
    predictions[i] = best - i * classes;
  }
  return predictions;
}

/** Whether the predicted class of each sample is right (1 or 0) and how probable it was. */
export function topLabel(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): { right: Uint8Array; confidence: Float64Array } {
  const classes = checkProbabilities(labels, probabilities);
  const predictions = classes === 0 ? [] : predictedClasses(probabilities, classes);
  return {
    right: Uint8Array.from(predictions, (prediction, i) => (prediction === labels[i] ? 1 : 0)),
    // Float32 softmax may reach a little above 1.
    confidence: Float64Array.from(predictions, (prediction, i) =>
      Math.min(1, probabilities[i * classes + prediction]),
    ),
  };
}
