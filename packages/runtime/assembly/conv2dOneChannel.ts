import { isZero } from "./inline/isZero";
import { madd } from "./inline/madd";
import { addTile } from "./tile";

/**
 * 2D convolution of images with one channel and stride 1: the first layer. Windows of neighbors are neighbors in memory,
 * so that four of them are one vector and nothing is transposed; windows and rows that are all zero (the dark margins of
 * an image) cost nothing, and the result is the same to the last bit.
 */

/**
 * y[p][co] = relu?(bias[co] + sum over k < kh * kw of window(p)[k] * w[co][k]).
 *
 * x: [n][H][W] (padded), xStride bytes a sample, rowStride bytes a row. panels, bias: from `packPanel`; cout is a
 * multiple of 8. y: [n][oh][ow][cout], yStride bytes a sample. ow >= 4: the last four pixels of a row may overlap those
 * before.
 */
export function conv2dOneChannelForward(
  x: usize, xStride: usize, n: i32, oh: i32, ow: i32, kh: i32, kw: i32, rowStride: usize, panels: usize, bias: usize,
  relu: i32, y: usize, yStride: usize, cout: i32,
): void {
  const pixel = <usize>(cout * 4), panelBytes = <usize>(kh * kw * 32), least = f32x4.splat(relu ? 0 : -Infinity);
  /** Of the windows of four neighbors. */
  const rowBytes = <usize>((kw + 3) * 4);
  for (; n > 0; n--, x += xStride, y += yStride) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox += 4) {
        const first = min(ox, ow - 4), from = x + rowStride * <usize>oy + <usize>(first * 4);
        let to = y + pixel * <usize>(oy * ow + first);
        if (isZero(from, kh, rowBytes, rowStride)) {
          storeBias(bias, pixel, least, to);
          continue;
        }
        for (let panel = panels, b = bias, end = to + pixel; to < end; to += 32, b += 32, panel += panelBytes) {
          fourPixels(from, kh, kw, rowStride, panel, b, least, to, pixel);
        }
      }
    }
  }
}

function storeBias(bias: usize, pixel: usize, least: v128, y: usize): void {
  for (let c: usize = 0; c < pixel; c += 16) {
    const v = f32x4.pmax(least, v128.load(bias + c));
    for (let i: usize = 0, to = y + c; i < 4; i++, to += pixel) v128.store(to, v);
  }
}

/** Eight channels of four neighbors: the register tile of tile.ts, from the bias on and with relu. */
function fourPixels(
  x: usize, kh: i32, kw: i32, rowStride: usize, panel: usize, bias: usize, least: v128, y: usize, pixel: usize,
): void {
  let c00 = v128.load(bias), c01 = v128.load(bias, 16), c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
  for (; kh > 0; kh--, x += rowStride) {
    for (let a = x, end = x + <usize>(kw * 4); a < end; a += 4, panel += 32) {
      const b0 = v128.load(panel), b1 = v128.load(panel, 16);
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
  }
  const y1 = y + pixel, y2 = y1 + pixel, y3 = y2 + pixel;
  v128.store(y, f32x4.pmax(least, c00));
  v128.store(y, f32x4.pmax(least, c01), 16);
  v128.store(y1, f32x4.pmax(least, c10));
  v128.store(y1, f32x4.pmax(least, c11), 16);
  v128.store(y2, f32x4.pmax(least, c20));
  v128.store(y2, f32x4.pmax(least, c21), 16);
  v128.store(y3, f32x4.pmax(least, c30));
  v128.store(y3, f32x4.pmax(least, c31), 16);
}

/**
 * Gradient of the weights: dw[co][k] += sum over samples and pixels of dy[p][co] * window(p)[k]; of every row of x only
 * what lies between its first and last value that is not zero.
 *
 * dy: [n][oh][ow][cout], x: [n][H][W] (padded), dw: [cout][kh][kw]; cout is a multiple of 8. scratch: kh * kw4 * cout * 4
 * bytes, kw4 being kw rounded up to a multiple of 4.
 */
export function conv2dOneChannelBackwardFilter(
  dy: usize, dyStride: usize, n: i32, oh: i32, ow: i32, x: usize, xStride: usize, kh: i32, kw: i32, rowStride: usize,
  dw: usize, cout: i32, scratch: usize,
): void {
  const pixel = <usize>(cout * 4), kw4 = (kw + 3) & ~3, w = ow + kw - 1;
  memory.fill(scratch, 0, pixel * <usize>(kh * kw4));
  for (; n > 0; n--, x += xStride, dy += dyStride) {
    for (let r = 0; r < oh + kh - 1; r++) {
      const row = x + rowStride * <usize>r;
      let low = 0, high = w - 1;
      while (low <= high && load<f32>(row + <usize>(low * 4)) == 0) low++;
      while (high > low && load<f32>(row + <usize>(high * 4)) == 0) high--;
      if (low > high) continue;
      const first = max(0, low - kw + 1), count = min(ow - 1, high) - first + 1;
      for (let ky = max(0, r - oh + 1), last = min(kh - 1, r); ky <= last; ky++) {
        const from = row + <usize>(first * 4), gradients = dy + pixel * <usize>((r - ky) * ow + first);
        for (let kx = 0, sum = scratch + pixel * <usize>(ky * kw4); kx < kw; kx += 4, sum += pixel * 4) {
          for (let co: usize = 0; co < pixel; co += 32) {
            addTile(from + <usize>(kx * 4), 4, gradients + co, pixel, 0, count, 1, sum + co, pixel);
          }
        }
      }
    }
  }
  for (let co = 0; co < cout; co++) {
    for (let ky = 0; ky < kh; ky++) {
      for (let kx = 0; kx < kw; kx++, dw += 4) {
        store<f32>(dw, load<f32>(dw) + load<f32>(scratch + pixel * <usize>(ky * kw4 + kx) + <usize>(co * 4)));
      }
    }
  }
}
