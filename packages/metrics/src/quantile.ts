/**
 * The quantile of sorted values with linear interpolation between neighbors: numpy's default method, with its
 * formula, so that edges fall on the same bits.
 *
 * @param sorted ascending, at least one
 * @param q from 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const position = q * (sorted.length - 1);
  const index = Math.floor(position);
  const fraction = position - index;
  const low = sorted[index];
  const high = sorted[Math.min(index + 1, sorted.length - 1)];
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}
