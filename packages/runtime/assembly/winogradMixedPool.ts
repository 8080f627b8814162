import { BLANK, FIRST_BLANK } from "./blankWindows";
import { outputLines } from "./inline/winogradLines";
import { poolWindow } from "./inline/poolWindow";
import { copySpan } from "./inline/span";
import { outputColumns, productOf, QUADS, TILES, winogradProduct6 } from "./winogradMixed";

/**
 * `winogradMixedForward` with 2x2 max pooling: a tile is 1, 2 or 4 whole pooling windows, so that bias, relu and pooling
 * follow the transform in registers and the output before pooling never reaches memory.
 *
 * y [n][windows][cout] = max over the window's four outputs of relu?(bias + output), at [n][windows][cout] =
 * offsets[window][which of the four]. offsets: i32 [windows][4]. first: i32 number of each tile's first window;
 * `across` windows are in a row of the image. m: 18432 bytes of scratch, list: n * tiles * 8; all else as in
 * `winogradMixedForward`.
 *
 * blank: as for `winogradMixedInput`. All blank tiles get what the first has, to the last bit what they would have on their
 * own, but nothing is written to their at: a blank window's gradient goes the same way from all its pixels.
 */
export function winogradMixedPoolForward(
  v: usize, element: usize, u: usize, n: i32, tiles: i32, cin: i32, cout: i32, bias: usize, relu: i32, first: usize,
  height: i32, width: i32, windows: i32, across: i32, offsets: usize, y: usize, at: usize, m: usize, list: usize, blank: usize,
): void {
  const quad = element * <usize>((height + 2) * (width + 2)), panel = <usize>(cin * 32 * 36), row = <usize>(cout * 4);
  const total = listTiles(n, tiles, first, windows, blank, list);
  for (let co: usize = 0; co < row; co += 32, u += panel) {
    let tile = list;
    for (let t = 0, from = v; t < total; t += TILES, from += quad * QUADS) {
      const count = min(TILES, total - t);
      winogradProduct6(from, quad, count, element, u, cin, height, width, m);
      for (let i = 0; i < count; i++, tile += 8) {
        const o = offsets + <usize>(load<i32>(tile) * 16), to = row * <usize>load<i32>(tile, 4) + co;
        for (let half: usize = 0; half < 32; half += 16) {
          const mi = productOf(m, i) + half, b = v128.load(bias + co + half);
          poolTile(mi, height, width, b, relu, o, across, row, y + to + half, at + to + half);
        }
      }
    }
  }
  if (total < n * tiles) copyBlank(n, tiles, first, windows, blank, y, row, height, width, across);
}

/** The tiles that are in v: {number of the first window in the image, in all images}. Returns how many they are. */
function listTiles(n: i32, tiles: i32, first: usize, windows: i32, blank: usize, list: usize): i32 {
  let total = 0;
  for (let s = 0; s < n; s++) {
    for (let t = 0; t < tiles; t++) {
      if (blank && load<u8>(blank++) == BLANK) continue;
      const window = load<i32>(first + <usize>(t * 4)), to = list + <usize>(total++ * 8);
      store<i32>(to, window);
      store<i32>(to, s * windows + window, 4);
    }
  }
  return total;
}

/** Gives y of the first blank tile to all others, which follow it. */
function copyBlank(
  n: i32, tiles: i32, first: usize, windows: i32, blank: usize, y: usize, row: usize, height: i32, width: i32, across: i32,
): void {
  const bytes = row * <usize>(width >> 1), down = row * <usize>across, lines = down * <usize>(height >> 1);
  let source: usize = 0;
  for (let s = 0; s < n; s++, y += row * <usize>windows) {
    for (let t = 0; t < tiles; t++) {
      const kind = load<u8>(blank++), tile = y + row * <usize>load<i32>(first + <usize>(t * 4));
      if (kind == FIRST_BLANK) source = tile;
      if (kind != BLANK) continue;
      for (let line: usize = 0; line < lines; line += down) copySpan(tile + line, source + line, bytes);
    }
  }
}

/** The pooling windows of one tile and four channels. */
// @ts-ignore: decorator
@inline
function poolTile(
  m: usize, height: i32, width: i32, bias: v128, relu: i32, offsets: usize, across: i32, row: usize, y: usize, at: usize,
): void {
  const line = <usize>(width + 2) * 128, down = row * <usize>across;
  outputColumns(m, height, width);
  outputLines(width, height, m, line, 128, m, line, 128);
  for (; height > 0; height -= 2, m += line * 2) {
    for (let i: usize = 0; i < <usize>(width >> 1); i++) {
      const from = m + i * 256, to = i * row;
      poolWindow(
        v128.load(from), v128.load(from, 128), v128.load(from + line), v128.load(from + line, 128),
        bias, relu, offsets + i * 16, y + to, at + to,
      );
    }
    offsets += <usize>(across * 16);
    y += down;
    at += down;
  }
}
