export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: divided by n - 1. */
export function standardDeviation(values: number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / Math.max(values.length - 1, 1));
}

/** Wilson's 95 % interval of a share, `[low, high]`. */
export function wilsonInterval(share: number, samples: number, z = 1.96): [number, number] {
  const scale = 1 + z ** 2 / samples;
  const center = (share + z ** 2 / (2 * samples)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / samples + z ** 2 / (4 * samples ** 2));
  return [center - half, center + half];
}
