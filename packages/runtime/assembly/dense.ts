import { axpyRow } from "./axpy";
import { madd } from "./inline/madd";

/**
 * Dense layers with few outputs, without transposing anything: y[s][j] = relu?(bias[j] + x[s] . w[j]).
 *
 * x: [n][k], w: [cout][k], y: [n][cout], k a multiple of 4. Four samples and two outputs at a time; for the last
 * ones a row is taken twice.
 */
export function denseForward(x: usize, n: i32, k: i32, w: usize, bias: usize, relu: i32, y: usize, cout: i32): void {
  const row = <usize>(k * 4);
  for (let s = 0; s < n; s += 4) {
    const x0 = x + row * <usize>s, x1 = x + row * <usize>min(s + 1, n - 1);
    const x2 = x + row * <usize>min(s + 2, n - 1), x3 = x + row * <usize>min(s + 3, n - 1);
    for (let j = 0; j < cout; j += 2) {
      const other = min(j + 1, cout - 1);
      let w0 = w + row * <usize>j, w1 = w + row * <usize>other;
      let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
      for (let i: usize = 0; i < row; i += 16) {
        const a = v128.load(w0 + i), b = v128.load(w1 + i);
        let v = v128.load(x0 + i);
        c00 = madd(v, a, c00);
        c01 = madd(v, b, c01);
        v = v128.load(x1 + i);
        c10 = madd(v, a, c10);
        c11 = madd(v, b, c11);
        v = v128.load(x2 + i);
        c20 = madd(v, a, c20);
        c21 = madd(v, b, c21);
        v = v128.load(x3 + i);
        c30 = madd(v, a, c30);
        c31 = madd(v, b, c31);
      }
      const b0 = load<f32>(bias + <usize>(j * 4)), b1 = load<f32>(bias + <usize>(other * 4));
      const to = y + <usize>((s * cout + j) * 4), step = <usize>(cout * 4), second = <usize>((other - j) * 4);
      store<f32>(to, finish(c00, b0, relu));
      store<f32>(to + second, finish(c01, b1, relu));
      if (s + 1 < n) {
        store<f32>(to + step, finish(c10, b0, relu));
        store<f32>(to + step + second, finish(c11, b1, relu));
      }
      if (s + 2 < n) {
        store<f32>(to + step * 2, finish(c20, b0, relu));
        store<f32>(to + step * 2 + second, finish(c21, b1, relu));
      }
      if (s + 3 < n) {
        store<f32>(to + step * 3, finish(c30, b0, relu));
        store<f32>(to + step * 3 + second, finish(c31, b1, relu));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function finish(c: v128, bias: f32, relu: i32): f32 {
  const pairs = f32x4.add(c, v128.shuffle<f32>(c, c, 2, 3, 0, 1));
  const sum = f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1) + bias;
  return relu && !(sum > 0) ? 0 : sum;
}

/**
 * Columns `first` to `first + width` of dw[j] += sum over the samples with dy[s][j] != 0 of dy[s][j] * x[s]: relu and
 * dropout leave many zeros. dy: [n][cout], x: [n][k], dw: [cout][k]; k, first and width are multiples of 4, width is
 * cut at k. lists: scratch of n * 32 bytes.
 */
export function denseBackwardFilter(
  dy: usize, n: i32, cout: i32, x: usize, k: i32, first: i32, width: i32, dw: usize, lists: usize,
): void {
  const row = <usize>(k * 4), bytes = <usize>(min(width, k - first) * 4), list = <usize>(n * 8);
  x += <usize>(first * 4);
  dw += <usize>(first * 4);
  for (let j = 0; j < cout; j += 4, dy += 16) {
    // Four outputs for each pass over the samples, whose gradients are far apart.
    const outputs = <usize>min(4, cout - j);
    let e0 = lists, e1 = e0 + list, e2 = e1 + list, e3 = e2 + list;
    for (let s = 0, from = dy; s < n; s++, from += <usize>(cout * 4)) {
      const at = <u32>(row * <usize>s);
      e0 = append(e0, from, at);
      if (outputs > 1) e1 = append(e1, from + 4, at);
      if (outputs > 2) e2 = append(e2, from + 8, at);
      if (outputs > 3) e3 = append(e3, from + 12, at);
    }
    axpyList(dw, lists, e0, x, bytes);
    if (outputs > 1) axpyList(dw + row, lists + list, e1, x, bytes);
    if (outputs > 2) axpyList(dw + row * 2, lists + list * 2, e2, x, bytes);
    if (outputs > 3) axpyList(dw + row * 3, lists + list * 3, e3, x, bytes);
    dw += row * 4;
  }
}

/** Adds {offset, gradient} to a list that ends at `end`, without a branch: nothing counts that is zero. */
// @ts-ignore: decorator
@inline
function append(end: usize, gradient: usize, offset: u32): usize {
  const g = load<f32>(gradient);
  store<u32>(end, offset);
  store<f32>(end, g, 4);
  return end + (<usize>(g != 0) << 3);
}

// @ts-ignore: decorator
@inline
function axpyList(d: usize, list: usize, end: usize, base: usize, bytes: usize): void {
  axpyRow(d, list, <i32>((end - list) >> 3), base, bytes);
}

/**
 * dx[s] = sum over the outputs with dy[s][j] != 0 of dy[s][j] * w[j]. w: [cout][k], dx: [n][k], k a multiple of 4.
 * list: scratch of cout * 8 bytes.
 */
export function denseBackwardData(dy: usize, n: i32, cout: i32, w: usize, k: i32, dx: usize, list: usize): void {
  const row = <usize>(k * 4);
  for (; n > 0; n--) {
    let end = list;
    for (let j: usize = 0; j < <usize>cout; j++) end = append(end, dy + j * 4, <u32>(row * j));
    memory.fill(dx, 0, row);
    axpyList(dx, list, end, w, row);
    dy += <usize>(cout * 4);
    dx += row;
  }
}
