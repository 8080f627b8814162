import { type Row, SampleMean } from "./sample-mean.js";

/**
 * The streaming log loss (cross-entropy) in nats: the mean of `-ln p[label]`, from 0 up. A probability is clipped
 * to [2^-52, 1 - 2^-52] before the logarithm, as scikit-learn clips float64, so the largest loss is 36.04.
 */
export class LogLoss extends SampleMean {
  protected override score({ probabilities, offset }: Row, label: number): number {
    return crossEntropy(probabilities[offset + label]);
  }
}

/** The log loss of one batch, see {@link LogLoss}. */
export function logLoss(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  return new LogLoss().update(labels, probabilities, weights).compute();
}

/** The loss of one sample in nats, given the probability of its true class. */
export function crossEntropy(probability: number): number {
  return -Math.log(Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON));
}
