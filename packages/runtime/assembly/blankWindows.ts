import { isZero } from "./inline/isZero";

/** What `blankWindows` calls a window: the first that sees nothing of the image is computed for all others. */
export const FIRST_BLANK: u8 = 1;
export const BLANK: u8 = 2;

/**
 * Which windows of a later layer see nothing but background: blank [n][windows] = 0 where the image is not all zero in the
 * `rows` rows of `bytes` bytes (16 at least) that begin at the window's offset; elsewhere 1 for the first window of the call
 * and 2 for all others.
 *
 * x: [n] images of xStride bytes, rows rowStride bytes apart. offsets: i32 [windows], in bytes. blank: u8.
 */
export function blankWindows(
  x: usize, xStride: usize, n: i32, offsets: usize, windows: i32, rows: i32, bytes: usize, rowStride: usize, blank: usize,
): void {
  let kind = FIRST_BLANK;
  for (; n > 0; n--, x += xStride, blank += <usize>windows) {
    for (let i: usize = 0; i < <usize>windows; i++) {
      if (isZero(x + load<u32>(offsets + i * 4), rows, bytes, rowStride)) {
        store<u8>(blank + i, kind);
        kind = BLANK;
      } else store<u8>(blank + i, 0);
    }
  }
}
