/** The common ground of ROC and precision-recall curves: what a falling threshold lets through. */
import { MetricsError } from "./errors.js";
import { checkGiven, checkLabels, checkSameLength, checkWeights } from "./samples.js";

/** One entry for each distinct score, from the highest down; a sample counts when its score is >= the threshold. */
export interface ThresholdSweep {
  thresholds: Float64Array;
  /** Positive and negative samples (or their weights) let through. */
  truePositives: Float64Array;
  falsePositives: Float64Array;
}

/**
 * Counts the samples at each distinct score, from the top; equal scores are let through together. A sample without
 * weight gives no threshold of its own, as in scikit-learn.
 *
 * @param labels [N], 1 = positive, 0 = negative
 * @param scores [N], finite; higher means more likely positive
 * @throws {MetricsError} for values out of range or lengths that differ
 */
export function thresholdSweep(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): ThresholdSweep {
  checkGiven({ labels, scores });
  checkSameLength(labels.length, scores.length, "scores");
  checkLabels(labels, 2);
  checkWeights(labels.length, weights);
  const thresholds = distinctDescending(scores, weights);
  const truePositives = new Float64Array(thresholds.length);
  const falsePositives = new Float64Array(thresholds.length);
  for (let i = 0; i < labels.length; i++) {
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    const counts = labels[i] === 1 ? truePositives : falsePositives;
    counts[indexDescending(thresholds, scores[i])] += weight;
  }
  for (let t = 1; t < thresholds.length; t++) {
    truePositives[t] += truePositives[t - 1];
    falsePositives[t] += falsePositives[t - 1];
  }
  return { thresholds, truePositives, falsePositives };
}

/**
 * The distinct scores of samples with weight, from the highest down. Sorting the bare numbers is several times as
 * fast as sorting samples with a comparison function.
 *
 * @throws {MetricsError} `ERR_METRICS_PROBABILITIES` when a score is not finite
 */
export function distinctDescending(scores: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const sorted = new Float64Array(scores.length);
  let kept = 0;
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) {
      throw new MetricsError("ERR_METRICS_PROBABILITIES", `score ${i} is ${scores[i]}; it must be finite`);
    }
    if (weights?.[i] !== 0) sorted[kept++] = scores[i];
  }
  const ascending = sorted.subarray(0, kept).sort();
  let distinct = 0;
  for (let i = 0; i < kept; i++) {
    if (i === 0 || ascending[i] !== ascending[i - 1]) ascending[distinct++] = ascending[i];
  }
  return ascending.slice(0, distinct).reverse();
}

/** Where a value stands among distinct values that fall; it must be one of them. */
export function indexDescending(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > value) low = middle + 1;
    else high = middle;
  }
  return low;
}
