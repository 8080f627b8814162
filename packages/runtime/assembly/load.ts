import { clearSpan, copySpan } from "./inline/span";

/** f32 out[i] = u8 in[i] / 255 (times the float nearest 1/255), count values. */
export function scaleBytes(from: usize, out: usize, count: i32): void {
  const scale = f32x4.splat(1.0 / 255.0);
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const wide = v128.load_ext<u8>(from + <usize>i);
    const to = out + <usize>(i * 4);
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(wide)), scale));
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(wide)), scale), 16);
  }
  for (; i < count; i++)
    store<f32>(out + <usize>(i * 4), <f32>load<u8>(from + <usize>i) * <f32>(1.0 / 255.0));
}

/** Scales image indices[i] of `images` ([][size] bytes) into out[i] ([n][size] floats) for i < n. */
export function gatherImages(indices: usize, n: i32, images: usize, size: i32, out: usize): void {
  for (let i = 0; i < n; i++) {
    scaleBytes(images + load<u32>(indices + <usize>(i * 4)) * <u32>size, out + <usize>(i * size * 4), size);
  }
}

/** Input of a prediction: bytes are scaled when `bytes[0]` is 1, floats are copied otherwise; count values. */
export function loadInput(from: usize, bytes: usize, sample: i32, size: i32, n: i32, out: usize): void {
  const count = n * size;
  if (load<i32>(bytes)) scaleBytes(from + <usize>(sample * size), out, count);
  else memory.copy(out, from + <usize>(sample * size * 4), <usize>(count * 4));
}

/** Copies count floats. */
export function copy(from: usize, out: usize, count: i32): void {
  memory.copy(out, from, <usize>(count * 4));
}

/** Copies `n` images of rows x rowFloats into the middle of padded ones; the padding is zero. */
export function padForward(
  x: usize,
  n: i32,
  rows: i32,
  rowFloats: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  y: usize,
): void {
  const rowBytes = <usize>(rowFloats * 4),
    leftBytes = <usize>(left * 4),
    rightBytes = <usize>(right * 4);
  const wide = rowBytes + leftBytes + rightBytes;
  for (; n > 0; n--) {
    memory.fill(y, 0, wide * <usize>top);
    y += wide * <usize>top;
    for (let r = 0; r < rows; r++) {
      clearSpan(y, leftBytes);
      copySpan(y + leftBytes, x, rowBytes);
      clearSpan(y + leftBytes + rowBytes, rightBytes);
      y += wide;
      x += rowBytes;
    }
    memory.fill(y, 0, wide * <usize>bottom);
    y += wide * <usize>bottom;
  }
}

/** Gradient of `padForward`: takes the middle out. */
export function padBackward(
  dy: usize,
  n: i32,
  rows: i32,
  rowFloats: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  dx: usize,
): void {
  const rowBytes = <usize>(rowFloats * 4);
  const wide = <usize>((rowFloats + left + right) * 4);
  for (; n > 0; n--) {
    dy += wide * <usize>top + <usize>(left * 4);
    for (let r = 0; r < rows; r++) {
      copySpan(dx, dy, rowBytes);
      dy += wide;
      dx += rowBytes;
    }
    dy += wide * <usize>bottom - <usize>(left * 4);
  }
}

/** Copies the `n` x `size` floats of a group to their place in the result; `first` is its first sample. */
export function storeResult(from: usize, n: i32, size: i32, first: i32, result: usize): void {
  memory.copy(result + <usize>(first * size * 4), from, <usize>(n * size * 4));
}
