/** A row of sources, `offset` values from the first one, and what it is multiplied by. */
export interface Scaled {
  offset: number;
  factor: number;
}

/** d[r][i] + sum over the list of factor * s[r][i]; rows of d are dRow values apart, rows of s sRow. */
export function axpyRows(
  d: Float32Array,
  dRow: number,
  list: Scaled[],
  s: Float32Array,
  sRow: number,
  rows: number,
  width: number,
): Float32Array {
  const out = Float64Array.from(d);
  for (const { offset, factor } of list) {
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < width; i++) out[r * dRow + i] += factor * s[offset + r * sRow + i];
    }
  }
  return Float32Array.from(out);
}

/** d[i] + sum over the list of factor * s[i]. */
export function axpyRow(d: Float32Array, list: Scaled[], s: Float32Array): Float32Array {
  return axpyRows(d, 0, list, s, 0, 1, d.length);
}
