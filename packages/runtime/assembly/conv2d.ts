import { interleave, packWindows } from "./pack";
import { tile } from "./tile";

/**
 * 2D convolution (cross-correlation, as in all frameworks) of `n` samples, NHWC.
 *
 *   y[p][co] = relu?(bias[co] + sum over k < K of window(p)[k] * w[co][k]),  K = kh * run,  run = kw * C
 *
 * x: [n][H][W][C] (already padded), `xStride` bytes a sample. offsets: i32 byte offset of each output pixel's
 * window, their number rounded up to 4. panels, bias: from `packPanel`, bias with a multiple of 8 entries.
 * y: [n][pixels][cout], `yStride` bytes a sample. scratch: 128 + block * K * 16 bytes.
 *
 * Four windows at a time are transposed, `block` such groups at once, so that each panel of weights is used
 * `block` times while it is in the first-level cache. A dense layer is the same with samples as pixels (kh = 1,
 * run = inputs).
 */
export function conv2dForward(
  x: usize, xStride: usize, n: i32, offsets: usize, pixels: i32, kh: i32, run: i32, rowStride: usize,
  panels: usize, bias: usize, relu: i32, y: usize, yStride: usize, cout: i32, scratch: usize, block: i32,
): void {
  const k = kh * run, packBytes = <usize>(k * 16), packs = scratch + 128, step = block * 4;
  for (; n > 0; n--) {
    for (let p = 0; p < pixels; p += step) {
      const last = min(pixels, p + step);
      for (let i = p, pack = packs; i < last; i += 4, pack += packBytes) {
        packWindows(x, offsets + <usize>(i * 4), kh, run, rowStride, pack);
      }
      for (let co = 0, panel = panels; co < cout; co += 8, panel += packBytes * 2) {
        const width = min(8, cout - co);
        for (let i = p, pack = packs; i < last; i += 4, pack += packBytes) {
          tile(pack, 16, panel, 32, 0, k, 1, scratch);
          storeTile(scratch, bias + <usize>(co * 4), relu, y + <usize>((i * cout + co) * 4), cout, min(4, last - i), width);
        }
      }
    }
    x += xStride;
    y += yStride;
  }
}

/** y[i][j] = relu?(m[i][j] + bias[j]) for i < rows, j < width; rows of y are `cout` floats apart. */
function storeTile(m: usize, bias: usize, relu: i32, y: usize, cout: i32, rows: i32, width: i32): void {
  const zero = f32x4.splat(0), b0 = v128.load(bias), b1 = v128.load(bias, 16), rowBytes = <usize>(cout * 4);
  for (; rows > 0; rows--) {
    let v0 = f32x4.add(v128.load(m), b0), v1 = f32x4.add(v128.load(m, 16), b1);
    if (relu) {
      v0 = f32x4.pmax(zero, v0);
      v1 = f32x4.pmax(zero, v1);
    }
    if (width == 8) {
      v128.store(y, v0);
      v128.store(y, v1, 16);
    } else {
      v128.store(m, v0);
      v128.store(m, v1, 16);
      for (let j: usize = 0; j < <usize>(width * 4); j += 4) store<f32>(y + j, load<f32>(m + j));
    }
    m += 32;
    y += rowBytes;
  }
}

/**
 * Gradient of the input: dx[window(p)][k] += sum over co of dy[p][co] * w[co][k], dx cleared first.
 *
 * dy: [n][pixels][cout], w: [cout][K], dx: [n][H][W][C] (padded). scratch: 128 + ceil(pixels / 4) * cout * 16 bytes.
 */
export function conv2dBackwardData(
  dy: usize, dyStride: usize, n: i32, offsets: usize, pixels: i32, kh: i32, run: i32, rowStride: usize,
  w: usize, cout: i32, dx: usize, dxStride: usize, scratch: usize,
): void {
  const k = kh * run, packBytes = <usize>(cout * 16), packs = scratch + 128, dyRow = <usize>(cout * 4);
  for (; n > 0; n--) {
    memory.fill(dx, 0, dxStride);
    for (let p = 0, pack = packs, row = dy; p < pixels; p += 4, pack += packBytes, row += dyRow * 4) {
      const end = row + dyRow * <usize>(pixels - p - 1);
      interleave(row, min(row + dyRow, end), min(row + dyRow * 2, end), min(row + dyRow * 3, end), cout, pack);
    }
    for (let ky = 0; ky < kh; ky++) {
      for (let j = 0; j < run; j += 8) {
        const width = min(8, run - j), column = w + <usize>((ky * run + j) * 4);
        const to = dx + <usize>ky * rowStride + <usize>(j * 4);
        for (let p = 0, pack = packs; p < pixels; p += 4, pack += packBytes) {
          tile(pack, 16, column, <usize>(k * 4), 0, cout, 1, scratch);
          const rows = min(4, pixels - p);
          for (let i = 0; i < rows; i++) {
            addRow(to + load<u32>(offsets + <usize>((p + i) * 4)), scratch + <usize>(i * 32), width);
          }
        }
      }
    }
    dy += dyStride;
    dx += dxStride;
  }
}

/** to[j] += from[j], j < width <= 8. */
// @ts-expect-error: decorator
@inline
function addRow(to: usize, from: usize, width: i32): void {
  if (width == 8) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    v128.store(to, f32x4.add(v128.load(to, 16), v128.load(from, 16)), 16);
  } else {
    for (let j: usize = 0; j < <usize>(width * 4); j += 4) store<f32>(to + j, load<f32>(to + j) + load<f32>(from + j));
  }
}

/**
 * Gradient of the weights: dw[co][k] += sum over samples and pixels of dy[p][co] * window(p)[k].
 *
 * dy: [n][oh][ow][cout], x: [n][H][W][C] (padded), dw: [cout][kh][run]. Windows are `xStep` bytes apart along a
 * row and `xRowStep` from row to row. scratch: 128 bytes.
 */
export function conv2dBackwardFilter(
  dy: usize, dyStride: usize, n: i32, oh: i32, ow: i32, x: usize, xStride: usize, xStep: usize, xRowStep: usize,
  kh: i32, run: i32, rowStride: usize, dw: usize, cout: i32, scratch: usize,
): void {
  const k = kh * run, dyRow = <usize>(cout * 4), xSkip = xRowStep - xStep * <usize>ow;
  for (; n > 0; n--) {
    for (let ky = 0; ky < kh; ky++) {
      for (let j = 0; j < run; j += 8) {
        const width = min(8, run - j), from = x + <usize>ky * rowStride + <usize>(j * 4);
        for (let co = 0; co < cout; co += 4) {
          tile(dy + <usize>(co * 4), dyRow, from, xStep, xSkip, ow, oh, scratch);
          const rows = min(4, cout - co);
          let to = dw + <usize>((co * k + ky * run + j) * 4);
          for (let i = 0; i < rows; i++) {
            addRow(to, scratch + <usize>(i * 32), width);
            to += <usize>(k * 4);
          }
        }
      }
    }
    dy += dyStride;
    x += xStride;
  }
}

/** Gradient of the bias: db[j] += sum over `rows` of dy[row][j], j < cols. */
export function sumRows(dy: usize, rows: i32, cols: i32, db: usize): void {
  const rowBytes = <usize>(cols * 4);
  let j = 0;
  for (; j + 4 <= cols; j += 4) {
    let sum = v128.load(db + <usize>(j * 4)), from = dy + <usize>(j * 4);
    for (let r = 0; r < rows; r++) {
      sum = f32x4.add(sum, v128.load(from));
      from += rowBytes;
    }
    v128.store(db + <usize>(j * 4), sum);
  }
  for (; j < cols; j++) {
    let sum = load<f32>(db + <usize>(j * 4)), from = dy + <usize>(j * 4);
    for (let r = 0; r < rows; r++) {
      sum += load<f32>(from);
      from += rowBytes;
    }
    store<f32>(db + <usize>(j * 4), sum);
  }
}
