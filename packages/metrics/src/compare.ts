/** Is one model better than another? Both must have been asked about the same samples. */
import { Random } from "@mnist/random";
import { MetricsError } from "./errors.js";
import { ExactSum } from "./exact-sum.js";
import { quantile } from "./quantile.js";
import { checkGiven, checkOption, checkSameLength } from "./samples.js";
import { checkConfidence } from "./wilson.js";

export interface McNemarResult {
  /** Samples that only the first, and only the second model got right. */
  onlyFirstRight: number;
  onlySecondRight: number;
  /** The chance of a split at least as uneven if both models were equally good; 1 when they never disagree. */
  pValue: number;
}

/**
 * McNemar's exact test of two classifiers: a two-sided binomial test on the samples that only one of them got right.
 * McNemar (1947), "Note on the sampling error of the difference between correlated proportions or percentages".
 *
 * @param labels true classes [N]
 * @param first predicted classes [N] of the first model
 * @param second predicted classes [N] of the second model
 * @throws {MetricsError} `ERR_METRICS_SHAPE` when the lengths differ
 */
export function mcnemarTest(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): McNemarResult {
  checkGiven({ labels, first, second });
  checkSameLength(labels.length, first.length, "predictions of the first model");
  checkSameLength(labels.length, second.length, "predictions of the second model");
  let onlyFirstRight = 0;
  let onlySecondRight = 0;
  for (let i = 0; i < labels.length; i++) {
    const firstRight = first[i] === labels[i];
    const secondRight = second[i] === labels[i];
    if (firstRight && !secondRight) onlyFirstRight++;
    if (secondRight && !firstRight) onlySecondRight++;
  }
  const rarer = Math.min(onlyFirstRight, onlySecondRight);
  const pValue = Math.min(1, 2 * fairCoinTail(onlyFirstRight + onlySecondRight, rarer));
  return { onlyFirstRight, onlySecondRight, pValue };
}

/** The probability of at most `heads` heads in `tosses` tosses of a fair coin. */
function fairCoinTail(tosses: number, heads: number): number {
  // C(tosses, heads) / 2^tosses, halving as it grows so that nothing overflows; then down the tail by ratios.
  let term = 1;
  let halvings = 0;
  for (let i = 1; i <= heads; i++) {
    term *= (tosses - heads + i) / i;
    while (term > 1 && halvings < tosses) {
      term /= 2;
      halvings++;
    }
  }
  term *= 2 ** -(tosses - halvings);
  let tail = 0;
  for (let i = heads; i >= 0 && term > 0; i--) {
    tail += term;
    term *= i / (tosses - i + 1);
  }
  return tail;
}

export interface BootstrapOptions {
  /** An integer from 0 to 2^32 - 1; the same seed gives the same interval. Default 0. */
  seed?: number;
  /** Default 1000. */
  resamples?: number;
  /** Default 0.95. */
  confidence?: number;
}

export interface BootstrapDifference {
  /** The mean of the first scores minus the mean of the second. */
  difference: number;
  /** The percentile interval of the difference. */
  interval: [low: number, high: number];
  /** The standard deviation of the resampled differences. */
  standardError: number;
}

/**
 * The difference of two models' mean scores and how sure it is, by the paired bootstrap over samples. The scores are
 * whatever is averaged: 1 or 0 for right or wrong (the difference is then that of the accuracies), or log losses.
 * Efron and Tibshirani (1993), "An introduction to the bootstrap", percentile interval.
 *
 * @param first scores [N] of the first model, at least one
 * @param second scores [N] of the second model on the same samples
 * @throws {MetricsError} for lengths that differ, no samples, or an option out of range
 */
export function bootstrapDifference(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { seed = 0, resamples = 1000, confidence = 0.95 }: BootstrapOptions = {},
): BootstrapDifference {
  checkGiven({ first, second });
  checkSameLength(first.length, second.length, "scores of the second model");
  checkConfidence(confidence);
  const isSeed = Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32;
  checkOption("seed", seed, isSeed, "an integer from 0 to 4294967295");
  if (first.length === 0 || !(Number.isInteger(resamples) && resamples > 1)) {
    throw new MetricsError(
      "ERR_METRICS_ARGUMENT",
      `the bootstrap needs samples and at least 2 resamples, got ${first.length} and ${resamples}`,
    );
  }
  // Sorted, so that the order of the samples does not change what a seed draws.
  const differences = Float64Array.from(first, (score, i) => score - second[i]).sort();
  const random = new Random(seed, "bootstrap");
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) sum += differences[random.integer(differences.length)];
    return sum / differences.length;
  }).sort();
  return {
    difference: mean(differences),
    interval: [quantile(means, (1 - confidence) / 2), quantile(means, (1 + confidence) / 2)],
    standardError: standardDeviation(means),
  };
}

function mean(values: Float64Array): number {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum.value / values.length;
}

function standardDeviation(values: Float64Array): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}
