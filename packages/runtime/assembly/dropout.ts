// @ts-expect-error: decorator
@inline
function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/**
 * Dropout of `n` samples of `size` values: y = x * mask, mask = 0 with probability rate, else scale = 1 / (1 - rate).
 *
 * Every 32-bit word of @mnist/random's stream (key0, key1, lane = step) decides on two values, the lower half first:
 * value e of the batch's sample b takes half h = b * size16 + e, that is half h mod 2 of word floor(h / 2), size16 being
 * size rounded up to a multiple of 16, and is dropped when its 16 bits are below threshold = round(rate * 2^16). So the
 * mask depends on seed, step and place in the batch alone.
 *
 * Sixteen values at a time: four blocks of Threefry-2x32 with 20 rounds (Salmon et al. 2011), one in each lane.
 * mask: [n][size16].
 */
export function dropoutForward(
  x: usize, n: i32, size: i32, first: i32, step: usize, key0: i32, key1: i32, threshold: i32, scale: f32,
  mask: usize, y: usize,
): void {
  const size16 = (size + 15) & ~15, lane = load<i32>(step);
  for (let i = 0; i < n; i++) {
    dropoutMask(<i32>((<u32>(first + i) * <u32>size16) >> 2), size16, lane, key0, key1, threshold, scale, mask);
    multiply(x, mask, y, size);
    x += <usize>(size * 4);
    y += <usize>(size * 4);
    mask += <usize>(size16 * 4);
  }
}

/** As `dropoutForward` for images [pixels][channels] of which whole channels are dropped. mask: [n][channels16]. */
export function spatialDropoutForward(
  x: usize, n: i32, pixels: i32, channels: i32, first: i32, step: usize, key0: i32, key1: i32, threshold: i32,
  scale: f32, mask: usize, y: usize,
): void {
  const size16 = (channels + 15) & ~15, lane = load<i32>(step), row = <usize>(channels * 4);
  for (let i = 0; i < n; i++) {
    dropoutMask(<i32>((<u32>(first + i) * <u32>size16) >> 2), size16, lane, key0, key1, threshold, scale, mask);
    for (let p = 0; p < pixels; p++) {
      multiply(x, mask, y, channels);
      x += row;
      y += row;
    }
    mask += <usize>(size16 * 4);
  }
}

/** dx = dy * mask for `n` samples of pixels x channels with one mask row a sample (plain dropout: pixels = 1). */
export function dropoutBackward(dy: usize, n: i32, pixels: i32, channels: i32, mask: usize, dx: usize): void {
  const row = <usize>(channels * 4), maskRow = <usize>(((channels + 15) & ~15) * 4);
  for (; n > 0; n--) {
    for (let p = 0; p < pixels; p++) {
      multiply(dy, mask, dx, channels);
      dy += row;
      dx += row;
    }
    mask += maskRow;
  }
}

/** mask[e], e < count (a multiple of 16), from blocks `block`, block + 1, ... of the stream. */
export function dropoutMask(
  block: i32, count: i32, lane: i32, key0: i32, key1: i32, threshold: i32, scale: f32, mask: usize,
): void {
  const k0 = i32x4.splat(key0), k1 = i32x4.splat(key1), k2 = i32x4.splat(0x1bd11bda ^ key0 ^ key1);
  const limit = i32x4.splat(threshold), kept = f32x4.splat(scale);
  let counter = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  const start1 = i32x4.add(i32x4.splat(lane), k1);
  for (const end = mask + <usize>(count * 4); mask < end; mask += 64) {
    let x0 = i32x4.add(counter, k0), x1 = start1;
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 13), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 15), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 26), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 6), x0);
    x0 = i32x4.add(x0, k1); x1 = i32x4.add(x1, i32x4.add(k2, i32x4.splat(1)));
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 17), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 29), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 16), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 24), x0);
    x0 = i32x4.add(x0, k2); x1 = i32x4.add(x1, i32x4.add(k0, i32x4.splat(2)));
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 13), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 15), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 26), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 6), x0);
    x0 = i32x4.add(x0, k0); x1 = i32x4.add(x1, i32x4.add(k1, i32x4.splat(3)));
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 17), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 29), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 16), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 24), x0);
    x0 = i32x4.add(x0, k1); x1 = i32x4.add(x1, i32x4.add(k2, i32x4.splat(4)));
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 13), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 15), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 26), x0);
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 6), x0);
    x0 = i32x4.add(x0, k2); x1 = i32x4.add(x1, i32x4.add(k0, i32x4.splat(5)));
    decide(v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), limit, kept, mask);
    decide(v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), limit, kept, mask + 32);
    counter = i32x4.add(counter, i32x4.splat(4));
  }
}

/** Eight decisions from the halves of four words. */
// @ts-ignore: decorator
@inline
function decide(words: v128, limit: v128, kept: v128, mask: usize): void {
  v128.store(mask, v128.and(kept, i32x4.ge_s(i32x4.extend_low_i16x8_u(words), limit)));
  v128.store(mask, v128.and(kept, i32x4.ge_s(i32x4.extend_high_i16x8_u(words), limit)), 16);
}

/** y[i] = x[i] * f[i], i < count; y may be x. */
function multiply(x: usize, f: usize, y: usize, count: i32): void {
  let i: usize = 0;
  for (const end = <usize>((count & ~3) * 4); i < end; i += 16) {
    v128.store(y + i, f32x4.mul(v128.load(x + i), v128.load(f + i)));
  }
  for (const end = <usize>(count * 4); i < end; i += 4) store<f32>(y + i, load<f32>(x + i) * load<f32>(f + i));
}
