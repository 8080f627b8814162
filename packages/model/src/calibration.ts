import { checkGiven } from "./check-given.js";

/**
 * What turns logits into honest answers; kept in a model's metadata under `calibration`.
 */
export interface Calibration {
  /** Number of digits. A model with one output more has learned what is "not a digit", as its last class. */
  classes: number;
  /** Logits are divided by it before the softmax (Guo et al. 2017). */
  temperature: number;
  /** {@link digitScores} at which an image is as likely a digit as not. */
  threshold: number;
  /** How fast the log odds of being a digit grow with the score. */
  slope: number;
}

/** The calibration in a model's metadata; temperature 1 and no refusals when there is none. */
export function calibrationOf(metadata: Record<string, unknown>, outputs: number): Calibration {
  checkGiven({ metadata, outputs });
  const { classes, temperature, threshold, slope } = (metadata.calibration ?? {}) as Record<string, unknown>;
  return {
    classes: classes === outputs - 1 ? classes : outputs,
    temperature: typeof temperature === "number" && temperature > 0 ? temperature : 1,
    threshold: typeof threshold === "number" ? threshold : Number.NEGATIVE_INFINITY,
    slope: typeof slope === "number" && slope > 0 ? slope : 1,
  };
}

/**
 * How much each image looks like any digit at all, from logits `[N, outputs]`: `[N]`, in nats.
 *
 * With an output for "not a digit", the log odds against it; without, the negative energy
 * `log(sum(exp(logits)))` (Liu et al., Energy-based Out-of-distribution Detection, 2020).
 */
export function digitScores(logits: Float32Array, outputs: number, classes: number): Float32Array {
  checkGiven({ logits, outputs, classes });
  return Float32Array.from({ length: logits.length / outputs }, (_, i) => {
    const row = logits.subarray(i * outputs, i * outputs + classes);
    const largest = row.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
    const energy = largest + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    return classes < outputs ? energy - logits[i * outputs + classes] : energy;
  });
}

/** Probability that an image with this score is a digit, 0 to 1. */
export function digitProbability(score: number, { threshold, slope }: Calibration): number {
  return 1 / (1 + Math.exp(-slope * (score - threshold)));
}

/** The logits of the digits alone, `[N, classes]`. */
export function digitLogits(logits: Float32Array, outputs: number, classes: number): Float32Array {
  checkGiven({ logits, outputs, classes });
  return classes === outputs ? logits : logits.filter((_, i) => i % outputs < classes);
}
