import { outputLines } from "./inline/winogradLines";
import { poolWindow } from "./inline/poolWindow";
import { outputColumns, productOf, QUADS, TILES, winogradProduct6 } from "./winogradMixed";

/**
 * `winogradMixedForward` with 2x2 max pooling: a tile is 1, 2 or 4 whole pooling windows, so that bias, relu and pooling
 * follow the transform in registers and the output before pooling never reaches memory.
 *
 * y [n][windows][cout] = max over the window's four outputs of relu?(bias + output), at [n][windows][cout] =
 * offsets[window][which of the four]. offsets: i32 [windows][4]. first: i32 number of each tile's first window;
 * `across` windows are in a row of the image. m: 18432 bytes of scratch; all else as in `winogradMixedForward`.
 */
export function winogradMixedPoolForward(
  v: usize, element: usize, u: usize, n: i32, tiles: i32, cin: i32, cout: i32, bias: usize, relu: i32, first: usize,
  height: i32, width: i32, windows: i32, across: i32, offsets: usize, y: usize, at: usize, m: usize,
): void {
  const quad = element * <usize>((height + 2) * (width + 2)), panel = <usize>(cin * 32 * 36), total = n * tiles;
  const row = <usize>(cout * 4);
  for (let co: usize = 0; co < row; co += 32, u += panel) {
    let tile = 0, sample: usize = co;
    for (let t = 0, from = v; t < total; t += TILES, from += quad * QUADS) {
      const count = min(TILES, total - t);
      winogradProduct6(from, quad, count, element, u, cin, height, width, m);
      for (let i = 0; i < count; i++) {
        const window = load<i32>(first + <usize>(tile * 4)), o = offsets + <usize>(window * 16);
        for (let half: usize = 0; half < 32; half += 16) {
          const mi = productOf(m, i) + half, to = sample + row * <usize>window + half, b = v128.load(bias + co + half);
          poolTile(mi, height, width, b, relu, o, across, row, y + to, at + to);
        }
        if (++tile == tiles) {
          tile = 0;
          sample += row * <usize>windows;
        }
      }
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
