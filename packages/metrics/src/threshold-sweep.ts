/** The common ground of ROC and precision-recall curves: what a falling threshold lets through. */
import { MetricsError } from "./errors.js";
import { checkLabels, checkSameLength, checkWeights } from "./samples.js";

/** One entry for each distinct score, from the highest down; a sample counts when its score is >= the threshold. */
export interface ThresholdSweep {
  thresholds: Float64Array;
  /** Positive and negative samples (or their weights) let through. */
  truePositives: Float64Array;
  falsePositives: Float64Array;
}

/**
 * Sorts the samples by score and counts from the top; equal scores are let through together.
 *
 * @param labels [N], 1 = positive, 0 = negative
 * @param scores [N], finite; higher means more likely positive
 */
export function thresholdSweep(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): ThresholdSweep {
  checkSameLength(labels.length, scores.length, "scores");
  checkLabels(labels, 2);
  checkWeights(labels.length, weights);
  // A sample without weight gives no threshold of its own, as in scikit-learn.
  const order = descending(scores).filter((sample) => weights?.[sample] !== 0);
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < order.length; i++) {
    const sample = order[i];
    const weight = weights?.[sample] ?? 1;
    if (labels[sample] === 1) positive += weight;
    else negative += weight;
    if (i + 1 < order.length && scores[order[i + 1]] === scores[sample]) continue;
    thresholds.push(scores[sample]);
    truePositives.push(positive);
    falsePositives.push(negative);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
  };
}

/**
 * Indices of the scores from the highest to the lowest.
 *
 * @throws {MetricsError} `ERR_METRICS_PROBABILITIES` when a score is not finite
 */
export function descending(scores: ArrayLike<number>): Uint32Array {
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) {
      throw new MetricsError("ERR_METRICS_PROBABILITIES", `score ${i} is ${scores[i]}; it must be finite`);
    }
  }
  return Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
}
