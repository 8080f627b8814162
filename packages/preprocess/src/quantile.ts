const BINS_PER_LEVEL = 4;
const counts = new Uint32Array(256 * BINS_PER_LEVEL + 1);

/** The value with the share `q` (0..1) of a plane's values, each 0..255, at or below it; to a quarter of a level. */
export function quantile(plane: ArrayLike<number>, q: number): number {
  counts.fill(0);
  for (let i = 0; i < plane.length; i++) counts[(plane[i] * BINS_PER_LEVEL + 0.5) | 0]++;
  const wanted = q * (plane.length - 1) + 1;
  let seen = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    seen += counts[bin];
    if (seen >= wanted) return bin / BINS_PER_LEVEL;
  }
  return 255;
}
