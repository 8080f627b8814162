import { type Row, SampleMean } from "./sample-mean.js";

/**
 * The streaming multi-class Brier score: the mean squared distance between the probabilities and the one-hot label,
 * summed over the classes, from 0 (certain and right) to 2 (certain and wrong). scikit-learn's `brier_score_loss`
 * with `scale_by_half=False`. Brier (1950), "Verification of forecasts expressed in terms of probability".
 */
export class BrierScore extends SampleMean {
  protected override score({ probabilities, offset, classes }: Row, label: number): number {
    let score = 0;
    for (let k = 0; k < classes; k++) score += (probabilities[offset + k] - (k === label ? 1 : 0)) ** 2;
    return score;
  }
}

/** The Brier score of one batch, see {@link BrierScore}. */
export function brierScore(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  return new BrierScore().update(labels, probabilities, weights).compute();
}
