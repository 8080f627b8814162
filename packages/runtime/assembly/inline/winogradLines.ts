import { madd } from "./madd";

/**
 * The one-dimensional transforms of Winograd's F(4, 3) and F(2, 3), four channels at a time, for the points 0, 1, -1, 2,
 * -2 and infinity (Lavin and Gray 2016). A line is read from `from`, its vectors `step` bytes apart, and written to `to`,
 * `toStep` bytes apart. F(2, 3) is scaled to have the same weights as F(4, 3) at its points 0, 1, -1 and infinity, so that
 * tiles of both sizes, and of one size down and the other across, share one set of transformed weights.
 */

/** B' d: 6 inputs to 6 (isFour) or 4 to 4, in the order of the points. */
// @ts-ignore: decorator
@inline
export function inputLine(from: usize, step: usize, to: usize, toStep: usize, isFour: bool): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + step * 2), d3 = v128.load(from + step * 3);
  if (isFour) {
    const minusFour = f32x4.splat(-4), minusFive = f32x4.splat(-5), four = f32x4.splat(4), two = f32x4.splat(2);
    const d4 = v128.load(from + step * 4), d5 = v128.load(from + step * 5);
    v128.store(to, madd(four, d0, madd(minusFive, d2, d4)));
    let even = madd(minusFour, d2, d4), odd = madd(minusFour, d1, d3);
    v128.store(to + toStep, f32x4.add(even, odd));
    v128.store(to + toStep * 2, f32x4.sub(even, odd));
    even = f32x4.sub(d4, d2);
    odd = f32x4.mul(two, f32x4.sub(d3, d1));
    v128.store(to + toStep * 3, f32x4.add(even, odd));
    v128.store(to + toStep * 4, f32x4.sub(even, odd));
    v128.store(to + toStep * 5, madd(four, d1, madd(minusFive, d3, d5)));
  } else {
    const three = f32x4.splat(3);
    v128.store(to, f32x4.mul(f32x4.splat(4), f32x4.sub(d0, d2)));
    v128.store(to + toStep, f32x4.mul(f32x4.splat(-3), f32x4.add(d1, d2)));
    v128.store(to + toStep * 2, f32x4.mul(three, f32x4.sub(d1, d2)));
    v128.store(to + toStep * 3, f32x4.sub(d3, d1));
  }
}

/** A' m: 6 products to 4 outputs (isFour) or 4 to 2. */
// @ts-ignore: decorator
@inline
export function outputLine(from: usize, step: usize, to: usize, toStep: usize, isFour: bool): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + step * 2), m3 = v128.load(from + step * 3);
  const even = f32x4.add(m1, m2), odd = f32x4.sub(m1, m2);
  if (isFour) {
    const m4 = v128.load(from + step * 4), m5 = v128.load(from + step * 5);
    const even2 = f32x4.add(m3, m4), odd2 = f32x4.sub(m3, m4);
    v128.store(to, f32x4.add(m0, f32x4.add(even, even2)));
    v128.store(to + toStep, madd(f32x4.splat(2), odd2, odd));
    v128.store(to + toStep * 2, madd(f32x4.splat(4), even2, even));
    v128.store(to + toStep * 3, f32x4.add(m5, madd(f32x4.splat(8), odd2, odd)));
  } else {
    v128.store(to, f32x4.add(m0, even));
    v128.store(to + toStep, f32x4.add(m3, odd));
  }
}

/** A dy: 4 gradients to 6 (isFour) or 2 to 4. */
// @ts-ignore: decorator
@inline
export function gradientLine(from: usize, step: usize, to: usize, toStep: usize, isFour: bool): void {
  const y0 = v128.load(from), y1 = v128.load(from + step);
  v128.store(to, y0);
  if (isFour) {
    const y2 = v128.load(from + step * 2), y3 = v128.load(from + step * 3), four = f32x4.splat(4);
    let even = f32x4.add(y0, y2), odd = f32x4.add(y1, y3);
    v128.store(to + toStep, f32x4.add(even, odd));
    v128.store(to + toStep * 2, f32x4.sub(even, odd));
    even = madd(four, y2, y0);
    odd = f32x4.mul(f32x4.splat(2), madd(four, y3, y1));
    v128.store(to + toStep * 3, f32x4.add(even, odd));
    v128.store(to + toStep * 4, f32x4.sub(even, odd));
    v128.store(to + toStep * 5, y3);
  } else {
    v128.store(to + toStep, f32x4.add(y0, y1));
    v128.store(to + toStep * 2, f32x4.sub(y0, y1));
    v128.store(to + toStep * 3, y1);
  }
}

/** G g: 3 weights to 6. */
// @ts-ignore: decorator
@inline
export function weightLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step), g2 = v128.load(from + step * 2);
  const sixth = f32x4.splat(1.0 / 6.0);
  let even = f32x4.mul(sixth, f32x4.add(g0, g2)), odd = f32x4.mul(sixth, g1);
  v128.store(to, f32x4.mul(f32x4.splat(0.25), g0));
  v128.store(to + toStep, f32x4.neg(f32x4.add(even, odd)));
  v128.store(to + toStep * 2, f32x4.sub(odd, even));
  even = madd(f32x4.splat(1.0 / 24.0), g0, f32x4.mul(sixth, g2));
  odd = f32x4.mul(f32x4.splat(1.0 / 12.0), g1);
  v128.store(to + toStep * 3, f32x4.add(even, odd));
  v128.store(to + toStep * 4, f32x4.sub(even, odd));
  v128.store(to + toStep * 5, g2);
}

/** G' u: 6 sums to the gradients of 3 weights. */
// @ts-ignore: decorator
@inline
export function weightGradientLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const u1 = v128.load(from + step), u2 = v128.load(from + step * 2), u3 = v128.load(from + step * 3), u4 = v128.load(from + step * 4);
  const sixth = f32x4.splat(1.0 / 6.0), inner = f32x4.mul(sixth, f32x4.add(u1, u2)), outer = f32x4.add(u3, u4);
  v128.store(to, f32x4.add(madd(f32x4.splat(0.25), v128.load(from), f32x4.neg(inner)), f32x4.mul(f32x4.splat(1.0 / 24.0), outer)));
  v128.store(to + toStep, madd(sixth, f32x4.sub(u2, u1), f32x4.mul(f32x4.splat(1.0 / 12.0), f32x4.sub(u3, u4))));
  v128.store(to + toStep * 2, f32x4.add(v128.load(from + step * 5), f32x4.sub(f32x4.mul(sixth, outer), inner)));
}
