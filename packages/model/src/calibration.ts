/**
 * What turns logits into honest answers; kept in a model's metadata under `calibration`.
 */
export interface Calibration {
  /** Logits are divided by it before the softmax (Guo et al. 2017). */
  temperature: number;
  /** An image whose {@link energies} value is below is "not a digit" (Liu et al. 2020). */
  minimumEnergy: number;
}

const none: Calibration = { temperature: 1, minimumEnergy: Number.NEGATIVE_INFINITY };

/** The calibration in a model's metadata; temperature 1 and no refusals when there is none. */
export function calibrationOf(metadata: Record<string, unknown>): Calibration {
  const { temperature, minimumEnergy } = (metadata.calibration ?? {}) as Partial<Record<string, unknown>>;
  return {
    temperature: typeof temperature === "number" && temperature > 0 ? temperature : none.temperature,
    minimumEnergy: typeof minimumEnergy === "number" ? minimumEnergy : none.minimumEnergy,
  };
}

/**
 * `log(sum(exp(logits)))` of each row of `[N, classes]`, `[N]`: the negative energy, high for images like those the
 * network has learned (Liu et al., Energy-based Out-of-distribution Detection, 2020).
 */
export function energies(logits: Float32Array, classes: number): Float32Array {
  return Float32Array.from({ length: logits.length / classes }, (_, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const largest = Math.max(...row);
    return largest + Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
  });
}
