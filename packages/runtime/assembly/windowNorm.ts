import { madd } from "./inline/madd";

/**
 * Batch normalization of a first layer (3x3 windows over one channel, stride 1) without computing what it normalizes:
 * the mean and the variance of w . window + bias over the batch follow from the mean m and the covariance C of the windows
 * alone, as w . m + bias and w' C w. The convolution then runs once, with the normalization in its weights, straight into
 * relu and pooling; and the gradient needs only what reaches the winners of the pooling, for the sums over all other
 * pixels are those of m and C again.
 *
 * Moments: f64 {sum[9], product[6][9]}. Products are those of two rows of a window, ky <= ly, in the order 00, 11, 22, 01,
 * 12, 02, each [kx][lx]. `windows`: f64 {m[9], C[9][9]}.
 */

const TAPS: usize = 9;
const LANES: usize = 63;

/**
 * Adds the moments of all windows of `n` images to those of a slice.
 *
 * x: [n][oh + 2][ow + 2] (padded), xStride bytes a sample, rowStride bytes a row; ow >= 2. lanes: scratch of 1008 bytes.
 */
export function windowMoments(
  x: usize, xStride: usize, n: i32, oh: i32, ow: i32, rowStride: usize, lanes: usize, moments: usize,
): void {
  memory.fill(lanes, 0, LANES * 16);
  for (; n > 0; n--, x += xStride) {
    for (let r = 0, row = x; r < oh + 2; r++, row += rowStride) {
      if (isZero(row, ow + 2)) continue;
      // This row is row ky of the windows from row r - ky on.
      const first = max(0, r - oh + 1);
      addSums(row, ow, lanes, first, min(2, r));
      for (let d = 0, to = lanes + TAPS * 16; d <= 2; d++) {
        const last = min(2 - d, r);
        if (first <= last) addProducts(row, row + rowStride * <usize>d, ow, to, first, last);
        to += TAPS * 16 * <usize>(3 - d);
      }
    }
  }
  for (let i: usize = 0; i < LANES; i++) {
    const v = lanes + i * 16;
    const low = <f64>load<f32>(v) + <f64>load<f32>(v, 4), high = <f64>load<f32>(v, 8) + <f64>load<f32>(v, 12);
    store<f64>(moments + i * 8, load<f64>(moments + i * 8) + (low + high));
  }
}

/** Whether `count` >= 4 floats are all zero. */
function isZero(x: usize, count: i32): bool {
  const last = x + <usize>(count * 4) - 16;
  let any = v128.load(last);
  for (; x < last; x += 16) any = v128.or(any, v128.load(x));
  return !v128.any_true(any);
}

/** All lanes below `count`. */
// @ts-ignore: decorator
@inline
function firstLanes(count: i32): v128 {
  return i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, v: v128): void {
  v128.store(at, f32x4.add(v128.load(at), v));
}

/** lanes[ky][kx] += sum over ox of a[ox + kx], for the rows first <= ky <= last. */
function addSums(a: usize, ow: i32, lanes: usize, first: i32, last: i32): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0;
  for (; ow > 0; ow -= 4, a += 16) {
    const on = firstLanes(ow);
    s0 = f32x4.add(s0, v128.and(on, v128.load(a)));
    s1 = f32x4.add(s1, v128.and(on, v128.load(a, 4)));
    s2 = f32x4.add(s2, v128.and(on, v128.load(a, 8)));
  }
  for (let to = lanes + <usize>(first * 48); first <= last; first++, to += 48) {
    addTo(to, s0);
    addTo(to + 16, s1);
    addTo(to + 32, s2);
  }
}

/** lanes[ky][kx][lx] += sum over ox of a[ox + kx] * b[ox + lx], for the pairs of rows first <= ky <= last. */
function addProducts(a: usize, b: usize, ow: i32, lanes: usize, first: i32, last: i32): void {
  let p00 = f32x4.splat(0), p01 = p00, p02 = p00, p10 = p00, p11 = p00, p12 = p00, p20 = p00, p21 = p00, p22 = p00;
  for (; ow > 0; ow -= 4, a += 16, b += 16) {
    const on = firstLanes(ow);
    const b0 = v128.and(on, v128.load(b)), b1 = v128.and(on, v128.load(b, 4)), b2 = v128.and(on, v128.load(b, 8));
    let v = v128.and(on, v128.load(a));
    p00 = madd(v, b0, p00);
    p01 = madd(v, b1, p01);
    p02 = madd(v, b2, p02);
    v = v128.and(on, v128.load(a, 4));
    p10 = madd(v, b0, p10);
    p11 = madd(v, b1, p11);
    p12 = madd(v, b2, p12);
    v = v128.and(on, v128.load(a, 8));
    p20 = madd(v, b0, p20);
    p21 = madd(v, b1, p21);
    p22 = madd(v, b2, p22);
  }
  for (let to = lanes + <usize>first * TAPS * 16; first <= last; first++, to += TAPS * 16) {
    addTo(to, p00);
    addTo(to + 16, p01);
    addTo(to + 32, p02);
    addTo(to + 48, p10);
    addTo(to + 64, p11);
    addTo(to + 80, p12);
    addTo(to + 96, p20);
    addTo(to + 112, p21);
    addTo(to + 128, p22);
  }
}

/** Joins the slices, `stride` bytes apart, in their order: windows = {m, C} over batch * pixels windows. */
export function windowMomentsJoin(
  moments: usize, stride: usize, slices: i32, batch: i32, pixels: i32, windows: usize,
): void {
  const count = <f64>batch * <f64>pixels, covariance = windows + TAPS * 8;
  for (let k: usize = 0; k < TAPS; k++) store<f64>(windows + k * 8, total(moments, stride, slices, k) / count);
  for (let k: usize = 0; k < TAPS; k++) {
    for (let l: usize = 0; l < TAPS; l++) {
      // Of two rows only the products in the order from top to bottom are there.
      const upper = min(k / 3, l / 3), d = max(k / 3, l / 3) - upper, first: usize = d == 0 ? 0 : d == 1 ? 3 : 5;
      const place = k / 3 > l / 3 ? (l % 3) * 3 + (k % 3) : (k % 3) * 3 + (l % 3);
      const product = total(moments, stride, slices, TAPS * (1 + first + upper) + place) / count;
      const means = load<f64>(windows + k * 8) * load<f64>(windows + l * 8);
      store<f64>(covariance + (k * TAPS + l) * 8, product - means);
    }
  }
}

function total(moments: usize, stride: usize, slices: i32, index: usize): f64 {
  let sum: f64 = 0;
  for (let at = moments + index * 8; slices > 0; slices--, at += stride) sum += load<f64>(at);
  return sum;
}

/** a . w of nine f64 and nine f32. */
function dot(a: usize, w: usize): f64 {
  let sum: f64 = 0;
  for (let k: usize = 0; k < TAPS; k++) sum += load<f64>(a + k * 8) * <f64>load<f32>(w + k * 4);
  return sum;
}

/**
 * joined = {f32 count, pad[3], mean[c4], variance[c4]} of w . window + bias, as `batchNormJoin` leaves it.
 * w: [c][9]; bias: [c], or a null pointer.
 */
export function windowNormStatistics(
  windows: usize, w: usize, bias: usize, batch: i32, pixels: i32, c: i32, joined: usize,
): void {
  const c4 = <usize>((c + 3) & ~3) * 4, mean = joined + 16, variance = mean + c4;
  memory.fill(joined, 0, 16 + c4 * 2);
  store<f32>(joined, <f32>batch * <f32>pixels);
  for (let j: usize = 0; j < <usize>(c * 4); j += 4, w += TAPS * 4) {
    store<f32>(mean + j, <f32>(dot(windows, w) + <f64>(bias ? load<f32>(bias + j) : 0)));
    let sum: f64 = 0;
    for (let k: usize = 0; k < TAPS; k++) sum += <f64>load<f32>(w + k * 4) * dot(windows + TAPS * 8 * (k + 1), w);
    store<f32>(variance + j, <f32>max<f64>(0, sum));
  }
}

/**
 * The convolution that normalizes: panels [ceil(c / 8)][9][8] of scale * w as `packPanel` makes them, and shifts
 * [ceil(c / 8) * 8] = scale * bias + shift. factors: {scale[c4], shift[c4]} of `batchNormFactors`.
 */
export function windowNormWeights(
  w: usize, bias: usize, factors: usize, c: i32, panels: usize, shifts: usize,
): void {
  const shift = factors + <usize>(((c + 3) & ~3) * 4), count = <usize>((c + 7) >> 3);
  memory.fill(panels, 0, count * TAPS * 32);
  memory.fill(shifts, 0, count * 32);
  for (let j = 0; j < c; j++, w += TAPS * 4) {
    const at = <usize>(j * 4), scale = load<f32>(factors + at);
    const to = panels + <usize>(j >> 3) * TAPS * 32 + <usize>((j & 7) * 4);
    for (let k: usize = 0; k < TAPS; k++) store<f32>(to + k * 32, scale * load<f32>(w + k * 4));
    store<f32>(shifts + at, (bias ? scale * load<f32>(bias + at) : 0) + load<f32>(shift + at));
  }
}

/**
 * From the gradients of the normalized convolution those of the layers: u = sum dz * window of each slice, in dw, and
 * sum dz, in dbeta, become
 *
 *   dgamma = (w . u - (w . m) dbeta) / sqrt(variance + epsilon)
 *   dw = gamma / sqrt(variance + epsilon) * (u - dbeta m - dgamma / sqrt(variance + epsilon) * C w)
 *
 * in the first slice; the other slices' dw is cleared. dgamma (or null) is added to; gamma may be null, for 1.
 */
export function windowNormBackward(
  windows: usize, joined: usize, w: usize, gamma: usize, epsilon: f32, c: i32, dw: usize, dwStride: usize, dbeta: usize,
  dbetaStride: usize, slices: i32, dgamma: usize,
): void {
  const variance = joined + 16 + <usize>(((c + 3) & ~3) * 4);
  for (let j: usize = 0; j < <usize>(c * 4); j += 4, w += TAPS * 4, dw += TAPS * 4) {
    const sum = sliced(dbeta + j, dbetaStride, slices);
    let along: f64 = 0;
    for (let k: usize = 0; k < TAPS; k++) along += <f64>load<f32>(w + k * 4) * sliced(dw + k * 4, dwStride, slices);
    const inverse = 1 / Math.sqrt(<f64>(load<f32>(variance + j) + epsilon));
    const slope = inverse * (along - sum * dot(windows, w));
    const scale = inverse * <f64>(gamma ? load<f32>(gamma + j) : 1);
    if (dgamma) store<f32>(dgamma + j, load<f32>(dgamma + j) + <f32>slope);
    for (let k: usize = 0; k < TAPS; k++) {
      const spread = sum * load<f64>(windows + k * 8) + slope * inverse * dot(windows + TAPS * 8 * (k + 1), w);
      const gradient = scale * (sliced(dw + k * 4, dwStride, slices) - spread);
      for (let s: usize = 1; s < <usize>slices; s++) store<f32>(dw + k * 4 + s * dwStride, 0);
      store<f32>(dw + k * 4, <f32>gradient);
    }
  }
}

function sliced(at: usize, stride: usize, slices: i32): f64 {
  let sum: f64 = 0;
  for (; slices > 0; slices--, at += stride) sum += <f64>load<f32>(at);
  return sum;
}
