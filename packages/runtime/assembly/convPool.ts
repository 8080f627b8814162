import { poolWindow } from "./inline/poolWindow";
import { packWindows } from "./pack";
import { tile } from "./tile";

/**
 * Convolution, bias, relu and 2x2 max pooling in one pass: y[w][co] = max over the pooling window's four pixels of
 * relu?(bias[co] + window . w[co]); at[w][co] = byte offset in x of the winning pixel's window, for the gradient.
 *
 * x: [n][H][W][C] (padded), xStride bytes a sample. offsets: i32 [windows][4] byte offsets of the four pixels' windows.
 * panels and bias as in `conv2dForward`. y, at: [n][windows][cout], cout a multiple of 4.
 * active, counts: with `zeroVectors` > 0 pooling windows whose inputs are all zero (dark margins of an image) are not
 * computed: y = relu?(bias). The byte offsets in y of the others go to active [n][windows], their number to counts [n]. What is
 * looked at is rows of zeroVectors * 4 floats, kh + 1 of them; what is computed is the same to the last bit.
 * scratch: 128 + K * 16 * block bytes, then block words.
 */
export function convPoolForward(
  x: usize, xStride: usize, n: i32, offsets: usize, windows: i32, kh: i32, run: i32, rowStride: usize,
  panels: usize, bias: usize, relu: i32, y: usize, at: usize, cout: i32, zeroVectors: i32, active: usize, counts: usize,
  scratch: usize, block: i32,
): void {
  const k = kh * run, packBytes = <usize>(k * 16), packs = scratch + 128, list = packs + packBytes * <usize>block;
  const row = <usize>(cout * 4);
  for (; n > 0; n--) {
    let found = 0;
    for (let w = 0; w < windows; ) {
      let packed = 0;
      for (; packed < block && w < windows; w++) {
        const o = offsets + <usize>(w * 16);
        if (zeroVectors && isZero(x + load<u32>(o), kh + 1, zeroVectors, rowStride)) {
          storeBias(bias, relu, load<i32>(o), y + <usize>w * row, at + <usize>w * row, row);
          continue;
        }
        packWindows(x, o, kh, run, rowStride, packs + packBytes * <usize>packed);
        store<i32>(list + <usize>(packed * 4), w);
        packed++;
        store<u32>(active + <usize>(found++ * 4), <u32>w * <u32>row);
      }
      for (let co: usize = 0, panel = panels; co < row; co += 32, panel += packBytes * 2) {
        for (let i = 0, pack = packs; i < packed; i++, pack += packBytes) {
          const window = load<i32>(list + <usize>(i * 4)), to = <usize>window * row + co, o = offsets + <usize>(window * 16);
          tile(pack, 16, 0, panel, 32, 0, k, 1, scratch);
          poolRow(scratch, bias + co, relu, o, y + to, at + to);
          if (co + 16 < row) poolRow(scratch + 16, bias + co + 16, relu, o, y + to + 16, at + to + 16);
        }
      }
    }
    store<i32>(counts, found);
    counts += 4;
    active += <usize>(windows * 4);
    x += xStride;
    y += row * <usize>windows;
    at += row * <usize>windows;
  }
}

// @ts-ignore: decorator
@inline
function poolRow(m: usize, bias: usize, relu: i32, offsets: usize, y: usize, at: usize): void {
  poolWindow(v128.load(m), v128.load(m, 32), v128.load(m, 64), v128.load(m, 96), v128.load(bias), relu, offsets, y, at);
}

function isZero(x: usize, rows: i32, vectors: i32, rowStride: usize): bool {
  let any = i32x4.splat(0);
  for (; rows > 0; rows--) {
    for (let i = 0, from = x; i < vectors; i++, from += 16) any = v128.or(any, v128.load(from));
    x += rowStride;
  }
  return !v128.any_true(any);
}

function storeBias(bias: usize, relu: i32, offset: i32, y: usize, at: usize, bytes: usize): void {
  const zero = f32x4.splat(0), where = i32x4.splat(offset);
  for (let i: usize = 0; i < bytes; i += 16) {
    const b = v128.load(bias + i);
    v128.store(y + i, relu ? f32x4.pmax(zero, b) : b);
    v128.store(at + i, where);
  }
}
