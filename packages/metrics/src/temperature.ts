import { MetricsError } from "./errors.js";
import { ExactSum } from "./exact-sum.js";
import { checkGiven, checkLabels, checkOption } from "./samples.js";

/** Where the fit stops: the best temperature is 0 when every sample is right, infinite when logits mislead. */
const MIN_TEMPERATURE = 0.01;
const MAX_TEMPERATURE = 100;

/**
 * The temperature T that minimizes the log loss of `softmax(logits / T)`: above 1 for an overconfident classifier.
 * Fit it on validation samples and apply it with {@link applyTemperature}; predicted classes stay the same.
 * Guo et al. (2017), "On calibration of modern neural networks", section 4.2.
 *
 * @param labels true classes [N], at least one
 * @param logits [N, K], row-major, finite; natural logarithms of probabilities serve as well
 * @returns T from 0.01 to 100; 1 where no temperature changes the loss
 * @throws {MetricsError} for values out of range or lengths that do not fit
 */
export function fitTemperature(labels: ArrayLike<number>, logits: ArrayLike<number>): number {
  checkGiven({ labels, logits });
  const classes = checkLogits(logits, logits.length / labels.length);
  checkLabels(labels, classes);
  const at = (b: number) => derivatives(labels, logits, classes, b);
  if (at(1).slope === 0) return 1;
  if (at(1 / MIN_TEMPERATURE).slope <= 0) return MIN_TEMPERATURE;
  if (at(1 / MAX_TEMPERATURE).slope >= 0) return MAX_TEMPERATURE;
  // The loss is convex in b = 1 / T, so Newton's method on its slope converges once it is kept inside a bracket.
  let low = 1 / MAX_TEMPERATURE;
  let high = 1 / MIN_TEMPERATURE;
  let b = 1;
  for (;;) {
    const { slope, curvature } = at(b);
    if (slope > 0) high = b;
    else low = b;
    const newton = b - slope / curvature;
    // Each step doubles the right digits, so after so small a step all are right.
    if (Math.abs(newton - b) < 1e-9 * b) return 1 / newton;
    if (high - low < 1e-15 * b) return 1 / b;
    b = newton > low && newton < high ? newton : Math.sqrt(low * high);
  }
}

/**
 * `softmax(logits / temperature)` of each row.
 *
 * @param logits [N, K], row-major, finite
 * @returns probabilities [N, K]
 * @throws {MetricsError} when the temperature is not above 0, or the logits are no whole rows
 */
export function applyTemperature(
  logits: ArrayLike<number>,
  temperature: number,
  classes: number,
): Float32Array {
  checkGiven({ logits, temperature, classes });
  checkLogits(logits, classes);
  checkOption("temperature", temperature, temperature > 0, "above 0");
  const probabilities = new Float32Array(logits.length);
  const row = new Float64Array(classes);
  for (let offset = 0; offset < logits.length; offset += classes) {
    softmax(logits, offset, 1 / temperature, row);
    probabilities.set(row, offset);
  }
  return probabilities;
}

function checkLogits(logits: ArrayLike<number>, classes: number): number {
  if (!(Number.isInteger(classes) && classes > 0 && logits.length % classes === 0)) {
    throw new MetricsError("ERR_METRICS_SHAPE", `${logits.length} logits are no rows of ${classes} classes`);
  }
  for (let i = 0; i < logits.length; i++) {
    if (!Number.isFinite(logits[i])) {
      throw new MetricsError("ERR_METRICS_PROBABILITIES", `logit ${i} is ${logits[i]}; it must be finite`);
    }
  }
  return classes;
}

/** First and second derivative of the summed log loss with respect to b, of `softmax(b * logits)`. */
function derivatives(labels: ArrayLike<number>, logits: ArrayLike<number>, classes: number, b: number) {
  const slope = new ExactSum();
  const curvature = new ExactSum();
  const row = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    const offset = i * classes;
    softmax(logits, offset, b, row);
    let mean = 0;
    for (let k = 0; k < classes; k++) mean += row[k] * logits[offset + k];
    let variance = 0;
    for (let k = 0; k < classes; k++) variance += row[k] * (logits[offset + k] - mean) ** 2;
    slope.add(mean - logits[offset + labels[i]]);
    curvature.add(variance);
  }
  return { slope: slope.value, curvature: curvature.value };
}

/** Writes the softmax of `scale` times the row at `offset` to `row` [K]. */
function softmax(logits: ArrayLike<number>, offset: number, scale: number, row: Float64Array): void {
  let largest = logits[offset];
  for (let k = 1; k < row.length; k++) largest = Math.max(largest, logits[offset + k]);
  let sum = 0;
  for (let k = 0; k < row.length; k++) {
    row[k] = Math.exp(scale * (logits[offset + k] - largest));
    sum += row[k];
  }
  for (let k = 0; k < row.length; k++) row[k] /= sum;
}
