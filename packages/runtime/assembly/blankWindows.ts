import { isZero } from "./inline/isZero";

/**
 * Which windows of a later layer see nothing but background: blank [n][windows] = 1 where the image is zero in the `rows`
 * rows of `bytes` bytes (one vector at least) that begin at the window's offset, else 0.
 *
 * x: [n] images of xStride bytes, rows rowStride bytes apart. offsets: i32 [windows], in bytes. blank: u8.
 */
export function blankWindows(
  x: usize, xStride: usize, n: i32, offsets: usize, windows: i32, rows: i32, bytes: usize, rowStride: usize, blank: usize,
): void {
  for (; n > 0; n--, x += xStride, blank += <usize>windows) {
    for (let i: usize = 0; i < <usize>windows; i++) {
      store<u8>(blank + i, <u8>isZero(x + load<u32>(offsets + i * 4), rows, bytes, rowStride));
    }
  }
}
