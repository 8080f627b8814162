/**
 * Transposes the windows of four pixels into [K][4], K = kh * run: what `tile` reads as its `a`.
 *
 * x: [H][W][C]; a window is kh rows of `run` = kw * C consecutive floats, `rowStride` bytes apart.
 * offsets: byte offset of the window of each of the four pixels, i32[4].
 */
export function packWindows(x: usize, offsets: usize, kh: i32, run: i32, rowStride: usize, out: usize): void {
  let x0 = x + load<u32>(offsets),
    x1 = x + load<u32>(offsets, 4);
  let x2 = x + load<u32>(offsets, 8),
    x3 = x + load<u32>(offsets, 12);
  for (; kh > 0; kh--) {
    out = interleave(x0, x1, x2, x3, run, out);
    x0 += rowStride;
    x1 += rowStride;
    x2 += rowStride;
    x3 += rowStride;
  }
}

/** Transposes four rows of `count` floats into [count][4]; returns the end of what was written. */
export function interleave(x0: usize, x1: usize, x2: usize, x3: usize, count: i32, out: usize): usize {
  return transposeRows(x0, x1, x2, x3, count, out, 16);
}

/** As `interleave`, with columns that begin `step` bytes apart. */
// @ts-ignore: decorator
@inline
function transposeRows(x0: usize, x1: usize, x2: usize, x3: usize, count: i32, out: usize, step: usize): usize {
  let i: usize = 0;
  for (const end = (<usize>(count & ~3)) << 2; i < end; i += 16) {
    const a = v128.load(x0 + i),
      b = v128.load(x1 + i),
      c = v128.load(x2 + i),
      d = v128.load(x3 + i);
    const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5),
      ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5),
      cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f64>(ab0, cd0, 0, 2));
    v128.store(out + step, v128.shuffle<f64>(ab0, cd0, 1, 3));
    v128.store(out + step * 2, v128.shuffle<f64>(ab1, cd1, 0, 2));
    v128.store(out + step * 3, v128.shuffle<f64>(ab1, cd1, 1, 3));
    out += step * 4;
  }
  const rest = count & 3;
  if (rest) {
    // Reads up to three floats more than there are, which is harmless, and writes none of them.
    const a = v128.load(x0 + i), b = v128.load(x1 + i), c = v128.load(x2 + i), d = v128.load(x3 + i);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    v128.store(out, v128.shuffle<f64>(ab, cd, 0, 2));
    if (rest > 1) v128.store(out + step, v128.shuffle<f64>(ab, cd, 1, 3));
    if (rest > 2) {
      const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7), cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(out + step * 2, v128.shuffle<f64>(ab1, cd1, 0, 2));
    }
    out += <usize>rest * step;
  }
  return out;
}

/** to[column][row] = from[row][column]: rows are fromRow and toRow bytes apart. */
export function transpose(from: usize, rows: i32, fromRow: usize, columns: i32, to: usize, toRow: usize): void {
  for (; rows >= 4; rows -= 4, from += fromRow * 4, to += 16) {
    transposeRows(from, from + fromRow, from + fromRow * 2, from + fromRow * 3, columns, to, toRow);
  }
  for (; rows > 0; rows--, from += fromRow, to += 4) {
    for (let i: usize = 0; i < <usize>columns; i++) store<f32>(to + i * toRow, load<f32>(from + i * 4));
  }
}

/**
 * Weights for the forward pass: w [cout][K] to panels [ceil(cout / 8)][K][8], missing channels zero.
 * One call makes panel `q`.
 */
export function packPanel(w: usize, cout: i32, k: i32, panels: usize, q: i32): void {
  const out = panels + <usize>(q * k * 32);
  const row = <usize>(k * 4);
  const first = w + <usize>(q * 8) * row;
  if (q * 8 + 8 <= cout) {
    transposeRows(first, first + row, first + row * 2, first + row * 3, k, out, 32);
    const fifth = first + row * 4;
    transposeRows(fifth, fifth + row, fifth + row * 2, fifth + row * 3, k, out + 16, 32);
    return;
  }
  for (let j = 0; j < 8; j++) {
    for (let i = 0; i < k; i++) {
      const value: f32 = q * 8 + j < cout ? load<f32>(first + <usize>j * row + <usize>(i * 4)) : 0;
      store<f32>(out + <usize>(i * 32 + j * 4), value);
    }
  }
}
