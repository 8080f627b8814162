import { topLabel } from "./calibration.js";
import { descending } from "./threshold-sweep.js";

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
  const order = descending(confidence);
  const coverage: number[] = [];
  const risk: number[] = [];
  const thresholds: number[] = [];
  let wrong = 0;
  let area = order.length === 0 ? Number.NaN : 0;
  for (let i = 0; i < order.length; i++) {
    wrong += 1 - right[order[i]];
    if (i + 1 < order.length && confidence[order[i + 1]] === confidence[order[i]]) continue;
    area += (wrong / (i + 1)) * ((i + 1) / order.length - (coverage.at(-1) ?? 0));
    coverage.push((i + 1) / order.length);
    risk.push(wrong / (i + 1));
    thresholds.push(confidence[order[i]]);
  }
  return {
    coverage: Float64Array.from(coverage),
    risk: Float64Array.from(risk),
    thresholds: Float64Array.from(thresholds),
    area,
  };
}
