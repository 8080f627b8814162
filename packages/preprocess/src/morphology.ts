/** Gray-scale morphology with a square window, clipped at the plane's edges. */

/** Dilation: the maximum over the (2 radius + 1) square around each pixel. */
export function dilate(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  return slideBothWays(plane, width, height, radius, 1);
}

/** Erosion: the minimum over the (2 radius + 1) square around each pixel. */
export function erode(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  return slideBothWays(plane, width, height, radius, -1);
}

function slideBothWays(
  plane: Float32Array,
  width: number,
  height: number,
  radius: number,
  sign: 1 | -1,
): Float32Array {
  const out = plane.slice();
  const forward = new Float32Array(Math.max(width, height));
  const backward = new Float32Array(forward.length);
  for (let y = 0; y < height; y++) slide(out, y * width, 1, width, radius, sign, forward, backward);
  for (let x = 0; x < width; x++) slide(out, x, width, height, radius, sign, forward, backward);
  return out;
}

/**
 * The running maximum of one line in place (for sign -1 the minimum: that of the negated values), in three comparisons
 * per value: within blocks as long as the window, the maxima from the left and from the right meet
 * (van Herk 1992; Gil and Werman 1993).
 */
function slide(
  plane: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
  sign: 1 | -1,
  forward: Float32Array,
  backward: Float32Array,
): void {
  const window = 2 * radius + 1;
  for (let block = 0; block < length; block += window) {
    const end = Math.min(block + window, length);
    let most = Number.NEGATIVE_INFINITY;
    for (let i = block, p = start + block * step; i < end; i++, p += step) {
      const value = sign * plane[p];
      backward[i] = value;
      if (value > most) most = value;
      forward[i] = most;
    }
    for (let i = end - 2; i >= block; i--) if (backward[i + 1] > backward[i]) backward[i] = backward[i + 1];
  }
  const lastBlock = length - 1 - ((length - 1) % window);
  for (let i = 0, p = start; i < length; i++, p += step) {
    const left = i - radius;
    const right = Math.min(i + radius, length - 1);
    let most = left > 0 ? backward[left] : Number.NEGATIVE_INFINITY;
    // Cut off by the line's end, a window inside the last block is all to the right of its left end.
    if ((left <= 0 || left < lastBlock) && forward[right] > most) most = forward[right];
    plane[p] = sign * most;
  }
}
