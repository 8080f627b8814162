import { madd } from "./inline/madd";

/**
 * Batch normalization, relu and 2x2 max pooling in one pass over what a convolution left, and their gradient in one pass
 * back, for `n` images [h][w][c], c a multiple of 4. Only pooled values are kept: y, and `best`, the winning pixel's value
 * before normalization. That is all that the sums for gamma and beta need, since a gradient reaches no other pixel
 * (`batchNormReduce` with best for x), and it tells which pixel of a window won: the first that has this value.
 */

/**
 * y [n][h / 2][w / 2][c] = max over the window of relu?(scale * x + shift), best = the x of the first largest.
 * factors: {scale[c], shift[c]}. best is null in inference.
 */
export function batchNormPoolForward(
  x: usize, n: i32, h: i32, w: i32, c: i32, factors: usize, relu: i32, y: usize, best: usize,
): void {
  const pixel = <usize>(c * 4), row = pixel * <usize>w, least = f32x4.splat(relu ? 0 : -Infinity);
  for (; n > 0; n--, x += row * <usize>h) {
    for (let oy = 0; oy < h >> 1; oy++) {
      let at = x + row * <usize>(oy * 2);
      for (let ox = 0; ox < w >> 1; ox++, at += pixel) {
        for (const end = at + pixel; at < end; at += 16, factors += 16, y += 16) {
          const x0 = v128.load(at), x1 = v128.load(at + pixel), x2 = v128.load(at + row), x3 = v128.load(at + row + pixel);
          const scale = v128.load(factors), shift = v128.load(factors + pixel);
          const v0 = f32x4.add(f32x4.mul(x0, scale), shift), v1 = f32x4.add(f32x4.mul(x1, scale), shift);
          const v2 = f32x4.add(f32x4.mul(x2, scale), shift), v3 = f32x4.add(f32x4.mul(x3, scale), shift);
          const top = f32x4.pmax(v0, v1), bottom = f32x4.pmax(v2, v3);
          v128.store(y, f32x4.pmax(least, f32x4.pmax(top, bottom)));
          if (best) {
            const right0 = f32x4.gt(v1, v0), right1 = f32x4.gt(v3, v2), down = f32x4.gt(bottom, top);
            v128.store(best, v128.bitselect(v128.bitselect(x3, x2, right1), v128.bitselect(x1, x0, right0), down));
            best += 16;
          }
        }
        factors -= pixel;
      }
    }
  }
}

/**
 * dx = a * (dy where a pixel won its window) + b * (x - mean) + e for all pixels, also those that no window covers.
 * dy, best: [n][h / 2][w / 2][c]; factors: {a[c], b[c], mean[c], e[c]} of `batchNormBackwardFactors`.
 */
export function batchNormPoolBackward(
  dy: usize, best: usize, x: usize, n: i32, h: i32, w: i32, c: i32, factors: usize, dx: usize,
): void {
  const pixel = <usize>(c * 4), row = pixel * <usize>w;
  for (; n > 0; n--) {
    for (let oy = 0; oy < h >> 1; oy++) {
      for (let ox = 0; ox < w >> 1; ox++, x += pixel, dx += pixel) {
        for (const end = dx + pixel; dx < end; dx += 16, x += 16, dy += 16, best += 16, factors += 16) {
          const g = f32x4.mul(v128.load(dy), v128.load(factors)), value = v128.load(best);
          const b = v128.load(factors + pixel), mean = v128.load(factors + pixel * 2), e = v128.load(factors + pixel * 3);
          let v = v128.load(x), wins = f32x4.eq(v, value), taken = wins;
          v128.store(dx, f32x4.add(v128.and(g, wins), rest(v, b, mean, e)));
          v = v128.load(x + pixel);
          wins = v128.andnot(f32x4.eq(v, value), taken);
          taken = v128.or(taken, wins);
          v128.store(dx + pixel, f32x4.add(v128.and(g, wins), rest(v, b, mean, e)));
          v = v128.load(x + row);
          wins = v128.andnot(f32x4.eq(v, value), taken);
          taken = v128.or(taken, wins);
          v128.store(dx + row, f32x4.add(v128.and(g, wins), rest(v, b, mean, e)));
          v = v128.load(x + row + pixel);
          wins = v128.andnot(f32x4.eq(v, value), taken);
          v128.store(dx + row + pixel, f32x4.add(v128.and(g, wins), rest(v, b, mean, e)));
        }
        factors -= pixel;
      }
      if (w & 1) {
        restPixels(x, 1, pixel, factors, dx);
        restPixels(x + row, 1, pixel, factors, dx + row);
        x += pixel;
        dx += pixel;
      }
      x += row;
      dx += row;
    }
    if (h & 1) {
      restPixels(x, w, pixel, factors, dx);
      x += row;
      dx += row;
    }
  }
}

// @ts-ignore: decorator
@inline
function rest(x: v128, b: v128, mean: v128, e: v128): v128 {
  return madd(f32x4.sub(x, mean), b, e);
}

/** dx of `count` pixels that no window covers. */
function restPixels(x: usize, count: i32, pixel: usize, factors: usize, dx: usize): void {
  for (; count > 0; count--, x += pixel, dx += pixel) {
    for (let j: usize = 0; j < pixel; j += 16) {
      const at = factors + j, b = v128.load(at + pixel), mean = v128.load(at + pixel * 2), e = v128.load(at + pixel * 3);
      v128.store(dx + j, rest(v128.load(x + j), b, mean, e));
    }
  }
}
