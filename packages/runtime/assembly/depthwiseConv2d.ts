import { madd } from "./inline/madd";

/**
 * Depthwise 2D convolution of `n` samples, NHWC: y[p][c * m + j] = bias + sum over (ky, kx) of
 * x[window(p)][ky][kx][c] * w[ky][kx][c][j], j < m (the depth multiplier).
 *
 * x is already padded; `w` = its width in pixels. bias is 0 (a null pointer) when there is none.
 */
export function depthwiseConv2dForward(
  x: usize,
  xStride: usize,
  n: i32,
  width: i32,
  c: i32,
  m: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  oh: i32,
  ow: i32,
  weights: usize,
  bias: usize,
  y: usize,
): void {
  const cm = c * m,
    vectors = m == 1 ? c & ~3 : 0;
  for (; n > 0; n--) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++) {
        const from = x + <usize>((oy * sh * width + ox * sw) * c * 4);
        for (let j = 0; j < vectors; j += 4) {
          let sum = bias ? v128.load(bias + <usize>(j * 4)) : f32x4.splat(0);
          for (let ky = 0; ky < kh; ky++) {
            for (let kx = 0; kx < kw; kx++) {
              const at = from + <usize>(((ky * width + kx) * c + j) * 4);
              sum = madd(v128.load(at), v128.load(weights + <usize>(((ky * kw + kx) * c + j) * 4)), sum);
            }
          }
          v128.store(y + <usize>(j * 4), sum);
        }
        for (let j = vectors; j < cm; j++) {
          let sum = bias ? load<f32>(bias + <usize>(j * 4)) : <f32>0;
          for (let ky = 0; ky < kh; ky++) {
            for (let kx = 0; kx < kw; kx++) {
              const at = from + <usize>(((ky * width + kx) * c + j / m) * 4);
              sum += load<f32>(at) * load<f32>(weights + <usize>(((ky * kw + kx) * cm + j) * 4));
            }
          }
          store<f32>(y + <usize>(j * 4), sum);
        }
        y += <usize>(cm * 4);
      }
    }
    x += xStride;
  }
}

/** Gradients of `depthwiseConv2dForward`: adds to dw (unless null), overwrites dx (unless null). */
export function depthwiseConv2dBackward(
  dy: usize,
  x: usize,
  xStride: usize,
  n: i32,
  width: i32,
  c: i32,
  m: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  oh: i32,
  ow: i32,
  weights: usize,
  dw: usize,
  dx: usize,
): void {
  const cm = c * m,
    vectors = m == 1 ? c & ~3 : 0;
  if (dx) memory.fill(dx, 0, xStride * <usize>n);
  for (; n > 0; n--) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++) {
        const place = <usize>((oy * sh * width + ox * sw) * c * 4);
        for (let ky = 0; ky < kh; ky++) {
          for (let kx = 0; kx < kw; kx++) {
            const pixel = place + <usize>((ky * width + kx) * c * 4),
              tap = <usize>((ky * kw + kx) * cm * 4);
            for (let j = 0; j < vectors; j += 4) {
              const o = <usize>(j * 4),
                g = v128.load(dy + o);
              if (dw) v128.store(dw + tap + o, madd(g, v128.load(x + pixel + o), v128.load(dw + tap + o)));
              if (dx)
                v128.store(dx + pixel + o, madd(g, v128.load(weights + tap + o), v128.load(dx + pixel + o)));
            }
            for (let j = vectors; j < cm; j++) {
              const o = <usize>(j * 4),
                g = load<f32>(dy + o),
                at = pixel + <usize>((j / m) * 4);
              if (dw) store<f32>(dw + tap + o, load<f32>(dw + tap + o) + g * load<f32>(x + at));
              if (dx) store<f32>(dx + at, load<f32>(dx + at) + g * load<f32>(weights + tap + o));
            }
          }
        }
        dy += <usize>(cm * 4);
      }
    }
    x += xStride;
    if (dx) dx += xStride;
  }
}
