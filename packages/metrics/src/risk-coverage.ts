import { topLabel } from "./samples.js";
import { distinctDescending, indexDescending } from "./threshold-sweep.js";

/** The error rate among the most confident samples, for a growing share of them. One point for each confidence. */
export interface RiskCoverageCurve {
  /** Fraction of the samples answered, ascending to 1. */
  coverage: Float64Array;
  /** Fraction of the answered samples that are wrong. */
  risk: Float64Array;
  /** The confidence from which samples are answered, descending. */
  thresholds: Float64Array;
  /** The area under the curve (AURC), the mean risk over all coverages; NaN without samples. */
  area: number;
}

/**
 * What a classifier gains by refusing its least confident predictions. Samples of equal confidence are answered
 * together. Geifman and El-Yaniv (2017), "Selective classification for deep neural networks".
 *
 * @param labels true classes [N]
 * @param probabilities [N, K], row-major, each row summing to 1
 * @throws {MetricsError} for values out of range or lengths that do not fit
 */
export function riskCoverageCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): RiskCoverageCurve {
  const { right, confidence } = topLabel(labels, probabilities);
  const thresholds = distinctDescending(confidence);
  const answered = new Float64Array(thresholds.length);
  const wrong = new Float64Array(thresholds.length);
  for (let i = 0; i < right.length; i++) {
    const t = indexDescending(thresholds, confidence[i]);
    answered[t]++;
    wrong[t] += 1 - right[i];
  }
  let area = right.length === 0 ? Number.NaN : 0;
  for (let t = 0; t < thresholds.length; t++) {
    const share = answered[t] / right.length;
    if (t > 0) {
      answered[t] += answered[t - 1];
      wrong[t] += wrong[t - 1];
    }
    area += (wrong[t] / answered[t]) * share;
  }
  return {
    coverage: answered.map((count) => count / right.length),
    risk: wrong.map((count, t) => count / answered[t]),
    thresholds,
    area,
  };
}
