/** Gray-scale morphology with a square window, clipped at the plane's edges. */

/** Dilation: the maximum over the (2 radius + 1) square around each pixel. */
export function dilate(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  const out = plane.slice();
  const line = new Float32Array(Math.max(width, height) + 4 * radius + 2);
  const scratch = new Float32Array(line.length);
  for (let y = 0; y < height; y++) slide(out, y * width, 1, width, radius, line, scratch);
  for (let x = 0; x < width; x++) slide(out, x, width, height, radius, line, scratch);
  return out;
}

/** Erosion: the minimum over the (2 radius + 1) square around each pixel. */
export function erode(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  const inverted = plane.map((value) => -value);
  return dilate(inverted, width, height, radius).map((value) => -value);
}

/**
 * The running maximum of one line in place, in three comparisons per value: within blocks as long as the window,
 * the maxima from the left and from the right meet (van Herk 1992; Gil and Werman 1993).
 */
function slide(
  plane: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
  forward: Float32Array,
  backward: Float32Array,
): void {
  const window = 2 * radius + 1;
  const padded = Math.ceil((length + 2 * radius) / window) * window;
  forward.fill(Number.NEGATIVE_INFINITY, 0, padded);
  for (let i = 0, p = start; i < length; i++, p += step) forward[i + radius] = plane[p];
  for (let block = 0; block < padded; block += window) {
    const end = block + window;
    backward[end - 1] = forward[end - 1];
    for (let i = end - 2; i >= block; i--) {
      backward[i] = Math.max(forward[i], backward[i + 1]);
    }
    for (let i = block + 1; i < end; i++) if (forward[i - 1] > forward[i]) forward[i] = forward[i - 1];
  }
  for (let i = 0, p = start; i < length; i++, p += step) {
    const ahead = forward[i + window - 1];
    plane[p] = Math.max(backward[i], ahead);
  }
}
