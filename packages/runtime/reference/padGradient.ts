import { sumRows } from "./conv2d.js";
import { type Padding, padForward } from "./load.js";

/** dy through a relu with outputs y (where there is one), with zeros around it; db = its sum over all pixels of `c` values. */
export function padGradient(
  dy: Float32Array,
  y: Float32Array | undefined,
  n: number,
  c: number,
  padding: Padding,
) {
  const kept = y ? dy.map((value, i) => (y[i] > 0 ? value : 0)) : dy;
  return { out: padForward(kept, n, padding), db: sumRows(kept, c) };
}
