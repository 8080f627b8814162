import { madd } from "./inline/madd";
import { isZero } from "./inline/isZero";
import { poolWindow } from "./inline/poolWindow";

/**
 * Convolution, bias, relu and 2x2 max pooling in one pass: y[w][co] = max over the pooling window's four pixels of
 * relu?(bias[co] + window . w[co]); at[w][co] = byte offset in x of the winning pixel's window, for the gradient.
 *
 * x: [n][H][W][C] (padded), xStride bytes a sample. offsets: i32 [windows][4] byte offsets of the four pixels' windows.
 * panels and bias as in `conv2dForward`. y, at: [n][windows][cout], cout a multiple of 4.
 * active, counts: with `zeroBytes` > 0 pooling windows whose inputs are all zero (dark margins of an image) are not
 * computed: y = relu?(bias). The numbers of the others go to active [n][windows], their count to counts [n]. What is
 * looked at is kh + 1 rows of zeroBytes bytes (one vector at least); what is computed is the same to the last bit.
 * pairs: scratch of K * 16 bytes where pixels that are neighbors in x are neighbors in memory (one input channel, stride
 * 1), so that the four windows are brought side by side at the price of two loads for each k; else null.
 */
export function convPoolForward(
  x: usize, xStride: usize, n: i32, offsets: usize, windows: i32, kh: i32, run: i32, rowStride: usize,
  panels: usize, bias: usize, relu: i32, y: usize, at: usize, cout: i32, zeroBytes: usize, active: usize, counts: usize,
  pairs: usize,
): void {
  const k = kh * run, panelBytes = <usize>(k * 32), row = <usize>(cout * 4), skip = rowStride - <usize>(run * 4);
  for (; n > 0; n--) {
    const count = listActive(x, offsets, windows, kh, rowStride, bias, relu, y, at, row, zeroBytes, active);
    const end = active + <usize>(count * 4);
    if (pairs) {
      for (let i = active; i < end; i += 4) {
        const w = load<u32>(i), to = row * <usize>w, o = offsets + <usize>(w * 16);
        packPairs(x + load<u32>(o), x + load<u32>(o, 8), kh, run, rowStride, pairs);
        pairTiles(pairs, <usize>(k * 16), panels, bias, relu, o, y + to, at + to, row);
      }
    } else {
      for (let co: usize = 0, panel = panels; co < row; co += 32, panel += panelBytes) {
        for (let i = active; i < end; i += 4) {
          const w = load<u32>(i), to = row * <usize>w + co, o = offsets + <usize>(w * 16);
          poolTile(
            x + load<u32>(o), x + load<u32>(o, 4), x + load<u32>(o, 8), x + load<u32>(o, 12), run, skip, kh,
            panel, bias + co, relu, o, y + to, at + to, row - co,
          );
        }
      }
    }
    store<i32>(counts, count);
    counts += 4;
    active += <usize>(windows * 4);
    x += xStride;
    y += row * <usize>windows;
    at += row * <usize>windows;
  }
}

/**
 * `tile` for the four windows of a pooling window (`rows` rows of `run` values, `skip` bytes between rows), and bias, relu
 * and pooling on what it leaves in registers: 8 channels of y and at, or 4 where room is 16 bytes.
 */
function poolTile(
  a0: usize, a1: usize, a2: usize, a3: usize, run: i32, skip: usize, rows: i32, b: usize, bias: usize,
  relu: i32, offsets: usize, y: usize, at: usize, room: usize,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const bytes = <usize>(run * 4);
  for (; rows > 0; rows--) {
    for (const end = a0 + bytes; a0 < end; ) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let a = v128.load_splat<f32>(a0);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      a = v128.load_splat<f32>(a1);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      a = v128.load_splat<f32>(a2);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      a = v128.load_splat<f32>(a3);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      b += 32;
    }
    a0 += skip;
    a1 += skip;
    a2 += skip;
    a3 += skip;
  }
  poolWindow(c00, c10, c20, c30, v128.load(bias), relu, offsets, y, at);
  if (room > 16) poolWindow(c01, c11, c21, c31, v128.load(bias, 16), relu, offsets, y + 16, at + 16);
}

/** The same for all `row` bytes of channels of one pooling window, whose four windows are side by side in `pairs`. */
function pairTiles(
  pairs: usize, bytes: usize, b: usize, bias: usize, relu: i32, offsets: usize, y: usize, at: usize, row: usize,
): void {
  const end = pairs + bytes;
  for (const last = y + row; y < last; y += 32, at += 32, bias += 32) {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    for (let a = pairs; a < end; a += 16, b += 32) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let ai = v128.load_splat<f32>(a);
      c00 = madd(ai, b0, c00);
      c01 = madd(ai, b1, c01);
      ai = v128.load_splat<f32>(a, 4);
      c10 = madd(ai, b0, c10);
      c11 = madd(ai, b1, c11);
      ai = v128.load_splat<f32>(a, 8);
      c20 = madd(ai, b0, c20);
      c21 = madd(ai, b1, c21);
      ai = v128.load_splat<f32>(a, 12);
      c30 = madd(ai, b0, c30);
      c31 = madd(ai, b1, c31);
    }
    poolWindow(c00, c10, c20, c30, v128.load(bias), relu, offsets, y, at);
    if (y + 16 < last) poolWindow(c01, c11, c21, c31, v128.load(bias, 16), relu, offsets, y + 16, at + 16);
  }
}

/** out [kh * run][4]: the values at each place of the four windows; `upper` and `lower` are those of the left pixels. */
function packPairs(upper: usize, lower: usize, kh: i32, run: i32, rowStride: usize, out: usize): void {
  for (; kh > 0; kh--) {
    for (let i: usize = 0; i < <usize>(run * 4); i += 4, out += 16) {
      v128.store(out, v128.load64_lane(lower + i, v128.load64_zero(upper + i), 1));
    }
    upper += rowStride;
    lower += rowStride;
  }
}

/** The windows that are to be computed; the others' values are the bias. */
function listActive(
  x: usize, offsets: usize, windows: i32, kh: i32, rowStride: usize, bias: usize, relu: i32, y: usize, at: usize, row: usize,
  zeroBytes: usize, active: usize,
): i32 {
  let count = 0;
  for (let w = 0; w < windows; w++, offsets += 16, y += row, at += row) {
    if (zeroBytes && isZero(x + load<u32>(offsets), kh + 1, zeroBytes, rowStride)) {
      storeBias(bias, relu, load<i32>(offsets), y, at, row);
    } else {
      store<i32>(active + <usize>(count++ * 4), w);
    }
  }
  return count;
}

function storeBias(bias: usize, relu: i32, offset: i32, y: usize, at: usize, bytes: usize): void {
  const zero = f32x4.splat(0), where = i32x4.splat(offset);
  for (let i: usize = 0; i < bytes; i += 16) {
    const b = v128.load(bias + i);
    v128.store(y + i, relu ? f32x4.pmax(zero, b) : b);
    v128.store(at + i, where);
  }
}
