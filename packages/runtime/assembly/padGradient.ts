import { clearSpan, copySpan } from "./inline/span";

/**
 * What Winograd's backward passes read, in one pass: the gradient dy of a convolution's output with zeros around it, of
 * `n` images [h][w][c] (c a multiple of 4). With `y` (else a null pointer), the output of a relu in the same kernel, dy
 * counts only where y is positive. db[c] += the sum over all pixels; null when it is not needed. Without zeros around it,
 * out may be dy.
 */
export function padGradient(
  dy: usize, y: usize, n: i32, h: i32, w: i32, c: i32, top: i32, bottom: i32, left: i32, right: i32, out: usize, db: usize,
): void {
  const pixel = <usize>(c * 4), row = pixel * <usize>w, leftBytes = pixel * <usize>left, rightBytes = pixel * <usize>right;
  const wide = leftBytes + row + rightBytes;
  for (; n > 0; n--) {
    memory.fill(out, 0, wide * <usize>top);
    out += wide * <usize>top;
    for (let r = 0; r < h; r++, out += wide) {
      clearSpan(out, leftBytes);
      if (y) {
        maskRow(dy, y, row, pixel, out + leftBytes, db);
        y += row;
      } else copyRow(dy, row, pixel, out + leftBytes, db);
      dy += row;
      clearSpan(out + leftBytes + row, rightBytes);
    }
    memory.fill(out, 0, wide * <usize>bottom);
    out += wide * <usize>bottom;
  }
}

function maskRow(dy: usize, y: usize, row: usize, pixel: usize, out: usize, db: usize): void {
  const zero = f32x4.splat(0);
  for (let c: usize = 0; c < pixel; c += 16) {
    let sum = zero;
    for (let i = c; i < row; i += pixel) {
      const g = v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), zero));
      v128.store(out + i, g);
      sum = f32x4.add(sum, g);
    }
    if (db) v128.store(db + c, f32x4.add(v128.load(db + c), sum));
  }
}

function copyRow(dy: usize, row: usize, pixel: usize, out: usize, db: usize): void {
  if (out != dy) copySpan(out, dy, row);
  if (!db) return;
  for (let c: usize = 0; c < pixel; c += 16) {
    let sum = v128.load(db + c);
    for (let i = c; i < row; i += pixel) sum = f32x4.add(sum, v128.load(dy + i));
    v128.store(db + c, sum);
  }
}
