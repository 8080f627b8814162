import type { ClassScores } from "./class-scores.js";
import { oneVsRestScores } from "./one-vs-rest.js";
import { type ThresholdSweep, thresholdSweep } from "./threshold-sweep.js";

/** Precision against recall for a rising threshold; the last point is (recall 0, precision 1). */
export interface PrecisionRecallCurve {
  precision: Float64Array;
  /** Descending from 1 to 0; 1 at every threshold when there are no positives, as in scikit-learn. */
  recall: Float64Array;
  /** Ascending, one fewer than points: what a score must reach to count as positive. */
  thresholds: Float64Array;
  /**
   * The area under the curve in steps, sum of (R[n] - R[n - 1]) P[n]: 1 is perfect, the rate of positives is
   * chance; NaN without samples.
   */
  averagePrecision: number;
}

/**
 * The precision-recall curve of scores for one class: scikit-learn's `precision_recall_curve` and
 * `average_precision_score`.
 *
 * @param labels [N], 1 = positive, 0 = negative
 * @param scores [N], finite; higher means more likely positive
 * @param weights how much each sample counts [N]
 * @throws {MetricsError} for values out of range or lengths that differ
 */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): PrecisionRecallCurve {
  return precisionRecallOfSweep(thresholdSweep(labels, scores, weights));
}

/** The precision-recall curve of samples already counted by threshold. */
export function precisionRecallOfSweep(sweep: ThresholdSweep): PrecisionRecallCurve {
  const points = sweep.thresholds.length;
  const positives = sweep.truePositives[points - 1];
  const precision = new Float64Array(points + 1).fill(1);
  const recall = new Float64Array(points + 1);
  let averagePrecision = points === 0 ? Number.NaN : 0;
  for (let i = 0; i < points; i++) {
    const found = sweep.truePositives[i];
    const at = points - 1 - i;
    precision[at] = found / (found + sweep.falsePositives[i]);
    recall[at] = positives === 0 ? 1 : found / positives;
    averagePrecision += (recall[at] - recall[at + 1]) * precision[at];
  }
  return { precision, recall, thresholds: sweep.thresholds.toReversed(), averagePrecision };
}

/**
 * The average precision of each class against the rest and its averages; `micro` is that of all N * K decisions
 * together. A class without positives has 0.
 *
 * @param labels true classes [N]
 * @param probabilities [N, K], row-major, each row summing to 1
 */
export function averagePrecision(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): ClassScores {
  return oneVsRestScores(
    labels,
    probabilities,
    weights,
    (...binary) => precisionRecallCurve(...binary).averagePrecision,
  );
}
