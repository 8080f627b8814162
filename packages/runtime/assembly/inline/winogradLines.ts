import { madd } from "./madd";

/**
 * The one-dimensional transforms of Winograd's F(4, 3), F(3, 3) and F(2, 3), four channels at a time, for the points 0, 1,
 * -1, 2, -2 and infinity (Lavin and Gray 2016). Lines are read from `from`, `next` bytes from line to line and `step` from
 * vector to vector, and written to `to` with `toNext` and `toStep`, which may be the same places. The smaller ones leave
 * out the points -2, or 2 and -2, and are scaled to have the same weights as F(4, 3) at the others, so that tiles of all
 * sizes, and of one size down and the other across, share one set of transformed weights.
 */

/** B' d for `count` lines: size + 2 inputs to as many elements, in the order of the points. */
// @ts-ignore: decorator
@inline
export function inputLines(
  size: i32, count: i32, from: usize, next: usize, step: usize, to: usize, toNext: usize, toStep: usize,
): void {
  if (size == 4) for (; count > 0; count--, from += next, to += toNext) inputLine4(from, step, to, toStep);
  else if (size == 3) for (; count > 0; count--, from += next, to += toNext) inputLine3(from, step, to, toStep);
  else for (; count > 0; count--, from += next, to += toNext) inputLine2(from, step, to, toStep);
}

// @ts-ignore: decorator
@inline
function inputLine4(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + step * 2), d3 = v128.load(from + step * 3);
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
}

// @ts-ignore: decorator
@inline
function inputLine3(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + step * 2), d3 = v128.load(from + step * 3);
  const d4 = v128.load(from + step * 4), two = f32x4.splat(2), three = f32x4.splat(3), four = f32x4.splat(4);
  const odd = f32x4.sub(d3, d1);
  v128.store(to, madd(four, f32x4.sub(d0, d2), f32x4.mul(two, odd)));
  v128.store(to + toStep, f32x4.mul(three, f32x4.sub(odd, f32x4.add(d1, d2))));
  v128.store(to + toStep * 2, madd(two, d1, madd(f32x4.splat(-3), d2, d3)));
  v128.store(to + toStep * 3, f32x4.mul(four, odd));
  v128.store(to + toStep * 4, madd(f32x4.splat(-2), odd, f32x4.sub(d4, d2)));
}

// @ts-ignore: decorator
@inline
function inputLine2(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + step * 2), d3 = v128.load(from + step * 3);
  v128.store(to, f32x4.mul(f32x4.splat(4), f32x4.sub(d0, d2)));
  v128.store(to + toStep, f32x4.mul(f32x4.splat(-3), f32x4.add(d1, d2)));
  v128.store(to + toStep * 2, f32x4.mul(f32x4.splat(3), f32x4.sub(d1, d2)));
  v128.store(to + toStep * 3, f32x4.sub(d3, d1));
}

/** B m for `count` lines: size + 2 products to the inputs that they came from. */
// @ts-ignore: decorator
@inline
export function inputGradientLines(
  size: i32, count: i32, from: usize, next: usize, step: usize, to: usize, toNext: usize, toStep: usize,
): void {
  if (size == 4) for (; count > 0; count--, from += next, to += toNext) inputGradientLine4(from, step, to, toStep);
  else if (size == 3) for (; count > 0; count--, from += next, to += toNext) inputGradientLine3(from, step, to, toStep);
  else for (; count > 0; count--, from += next, to += toNext) inputGradientLine2(from, step, to, toStep);
}

// @ts-ignore: decorator
@inline
function inputGradientLine4(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + step * 2), m3 = v128.load(from + step * 3);
  const m4 = v128.load(from + step * 4), m5 = v128.load(from + step * 5), four = f32x4.splat(4), minusFive = f32x4.splat(-5);
  const even = f32x4.add(m1, m2), odd = f32x4.sub(m1, m2), even2 = f32x4.add(m3, m4), odd2 = f32x4.sub(m3, m4);
  v128.store(to, f32x4.mul(four, m0));
  v128.store(to + toStep, madd(four, f32x4.sub(m5, odd), f32x4.mul(f32x4.splat(-2), odd2)));
  v128.store(to + toStep * 2, f32x4.sub(madd(minusFive, m0, f32x4.mul(f32x4.splat(-4), even)), even2));
  v128.store(to + toStep * 3, madd(minusFive, m5, madd(f32x4.splat(2), odd2, odd)));
  v128.store(to + toStep * 4, f32x4.add(m0, f32x4.add(even, even2)));
  v128.store(to + toStep * 5, m5);
}

// @ts-ignore: decorator
@inline
function inputGradientLine3(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + step * 2), m3 = v128.load(from + step * 3);
  const m4 = v128.load(from + step * 4), two = f32x4.splat(2), three = f32x4.splat(3), four = f32x4.splat(4);
  const rest = f32x4.sub(f32x4.mul(two, f32x4.sub(m4, m0)), f32x4.mul(four, m3));
  v128.store(to, f32x4.mul(four, m0));
  v128.store(to + toStep, f32x4.add(madd(f32x4.splat(-6), m1, f32x4.mul(two, m2)), rest));
  v128.store(to + toStep * 2, f32x4.sub(madd(f32x4.splat(-4), m0, f32x4.mul(f32x4.splat(-3), f32x4.add(m1, m2))), m4));
  v128.store(to + toStep * 3, f32x4.sub(madd(three, m1, m2), rest));
  v128.store(to + toStep * 4, m4);
}

// @ts-ignore: decorator
@inline
function inputGradientLine2(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + step * 2), m3 = v128.load(from + step * 3);
  const minusThree = f32x4.splat(-3);
  v128.store(to, f32x4.mul(f32x4.splat(4), m0));
  v128.store(to + toStep, f32x4.sub(f32x4.mul(minusThree, f32x4.sub(m1, m2)), m3));
  v128.store(to + toStep * 2, madd(f32x4.splat(-4), m0, f32x4.mul(minusThree, f32x4.add(m1, m2))));
  v128.store(to + toStep * 3, m3);
}

/** A' m for `count` lines: size + 2 products to `size` outputs. */
// @ts-ignore: decorator
@inline
export function outputLines(
  size: i32, count: i32, from: usize, next: usize, step: usize, to: usize, toNext: usize, toStep: usize,
): void {
  if (size == 4) for (; count > 0; count--, from += next, to += toNext) outputLine4(from, step, to, toStep);
  else if (size == 3) for (; count > 0; count--, from += next, to += toNext) outputLine3(from, step, to, toStep);
  else for (; count > 0; count--, from += next, to += toNext) outputLine2(from, step, to, toStep);
}

// @ts-ignore: decorator
@inline
function outputLine4(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + step * 2), m3 = v128.load(from + step * 3);
  const m4 = v128.load(from + step * 4), m5 = v128.load(from + step * 5);
  const even = f32x4.add(m1, m2), odd = f32x4.sub(m1, m2), even2 = f32x4.add(m3, m4), odd2 = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(m0, f32x4.add(even, even2)));
  v128.store(to + toStep, madd(f32x4.splat(2), odd2, odd));
  v128.store(to + toStep * 2, madd(f32x4.splat(4), even2, even));
  v128.store(to + toStep * 3, f32x4.add(m5, madd(f32x4.splat(8), odd2, odd)));
}

// @ts-ignore: decorator
@inline
function outputLine3(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + step * 2), m3 = v128.load(from + step * 3);
  const m4 = v128.load(from + step * 4), even = f32x4.add(m1, m2), odd = f32x4.sub(m1, m2);
  v128.store(to, f32x4.add(m0, f32x4.add(even, m3)));
  v128.store(to + toStep, madd(f32x4.splat(2), m3, odd));
  v128.store(to + toStep * 2, f32x4.add(m4, madd(f32x4.splat(4), m3, even)));
}

// @ts-ignore: decorator
@inline
function outputLine2(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + step * 2), m3 = v128.load(from + step * 3);
  v128.store(to, f32x4.add(m0, f32x4.add(m1, m2)));
  v128.store(to + toStep, f32x4.add(m3, f32x4.sub(m1, m2)));
}

/** A dy for `count` lines: `size` gradients to size + 2 elements. */
// @ts-ignore: decorator
@inline
export function gradientLines(
  size: i32, count: i32, from: usize, next: usize, step: usize, to: usize, toNext: usize, toStep: usize,
): void {
  if (size == 4) for (; count > 0; count--, from += next, to += toNext) gradientLine4(from, step, to, toStep);
  else if (size == 3) for (; count > 0; count--, from += next, to += toNext) gradientLine3(from, step, to, toStep);
  else for (; count > 0; count--, from += next, to += toNext) gradientLine2(from, step, to, toStep);
}

// @ts-ignore: decorator
@inline
function gradientLine4(from: usize, step: usize, to: usize, toStep: usize): void {
  const y0 = v128.load(from), y1 = v128.load(from + step), y2 = v128.load(from + step * 2), y3 = v128.load(from + step * 3);
  const four = f32x4.splat(4);
  let even = f32x4.add(y0, y2), odd = f32x4.add(y1, y3);
  v128.store(to, y0);
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + toStep * 2, f32x4.sub(even, odd));
  even = madd(four, y2, y0);
  odd = f32x4.mul(f32x4.splat(2), madd(four, y3, y1));
  v128.store(to + toStep * 3, f32x4.add(even, odd));
  v128.store(to + toStep * 4, f32x4.sub(even, odd));
  v128.store(to + toStep * 5, y3);
}

// @ts-ignore: decorator
@inline
function gradientLine3(from: usize, step: usize, to: usize, toStep: usize): void {
  const y0 = v128.load(from), y1 = v128.load(from + step), y2 = v128.load(from + step * 2), even = f32x4.add(y0, y2);
  v128.store(to, y0);
  v128.store(to + toStep, f32x4.add(even, y1));
  v128.store(to + toStep * 2, f32x4.sub(even, y1));
  v128.store(to + toStep * 3, madd(f32x4.splat(4), y2, madd(f32x4.splat(2), y1, y0)));
  v128.store(to + toStep * 4, y2);
}

// @ts-ignore: decorator
@inline
function gradientLine2(from: usize, step: usize, to: usize, toStep: usize): void {
  const y0 = v128.load(from), y1 = v128.load(from + step);
  v128.store(to, y0);
  v128.store(to + toStep, f32x4.add(y0, y1));
  v128.store(to + toStep * 2, f32x4.sub(y0, y1));
  v128.store(to + toStep * 3, y1);
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
