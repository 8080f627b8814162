/** Rows of equal length, given one after the other, as [column][row]: a transposed matrix. */
export function interleave(rows: Float32Array[]): Float32Array {
  const count = rows[0].length;
  return Float32Array.from(
    { length: rows.length * count },
    (_, at) => rows[at % rows.length][Math.floor(at / rows.length)],
  );
}

/** The windows that begin at `offsets`, each `kh` rows of `run` values whose beginnings are rowStride apart, as [kh * run][4]. */
export function packWindows(
  x: Float32Array,
  offsets: number[],
  kh: number,
  run: number,
  rowStride: number,
): Float32Array {
  const windows = offsets.map((offset) =>
    Float32Array.from(
      { length: kh * run },
      (_, k) => x[offset + Math.floor(k / run) * rowStride + (k % run)],
    ),
  );
  return interleave(windows);
}

/** Panel q of the weights [cout][k]: channels 8 q to 8 q + 7 as [k][8], missing ones zero. */
export function packPanel(w: Float32Array, cout: number, k: number, q: number): Float32Array {
  const channels = Array.from({ length: 8 }, (_, j) => {
    const co = q * 8 + j;
    return co < cout ? w.subarray(co * k, (co + 1) * k) : new Float32Array(k);
  });
  return interleave(channels);
}

/** The transposed matrix of `columns` columns, in rows of `toRow` values of which the last keep what they have. */
export function transpose(
  from: Float32Array,
  columns: number,
  to: Float32Array,
  toRow: number,
): Float32Array {
  const out = to.slice();
  from.forEach((value, i) => {
    out[(i % columns) * toRow + Math.floor(i / columns)] = value;
  });
  return out;
}
