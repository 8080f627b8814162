/** out[i] = a[i] + b[i]. */
export function add(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + b[i]);
}

/** `to` with `rows` x `cols` values of `from` written over it; rows are `fromRow` and `toRow` values apart. */
export function copyRows(
  from: Float32Array,
  fromRow: number,
  to: Float32Array,
  toRow: number,
  rows: number,
  cols: number,
): Float32Array {
  const out = to.slice();
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) out[r * toRow + c] = from[r * fromRow + c];
  }
  return out;
}

/** Zeros. */
export function clear(count: number): Uint8Array {
  return new Uint8Array(count);
}
