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

/** `softmax(logits / temperature)` of each row of `[N, classes]`. */
export function softmax(logits: Float32Array, classes: number, temperature = 1): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const largest = Math.max(...row);
    const powers = Array.from(row, (logit) => Math.exp((logit - largest) / temperature));
    const sum = powers.reduce((total, power) => total + power, 0);
    probabilities.set(
      powers.map((power) => power / sum),
      start,
    );
  }
  return probabilities;
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

/**
 * The temperature that gives the lowest cross-entropy on validation logits `[N, classes]`, by golden-section search
 * over 0.05 to 20 (the loss has one minimum in 1 / temperature).
 */
export function fitTemperature(logits: Float32Array, labels: Uint8Array): number {
  const classes = logits.length / labels.length;
  const loss = (temperature: number) => {
    const scaled = logits.map((logit) => logit / temperature);
    const logSums = energies(scaled, classes);
    return labels.reduce((sum, label, i) => sum + logSums[i] - scaled[i * classes + label], 0);
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.05), Math.log(20)];
  for (let i = 0; i < 30; i++) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (loss(Math.exp(left)) < loss(Math.exp(right))) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}
