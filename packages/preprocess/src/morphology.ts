/** Gray-scale morphology with a square window, clipped at the plane's edges. */

type Pick = (a: number, b: number) => number;

/** Dilation: the maximum over the (2 radius + 1) square around each pixel. */
export function dilate(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  return square(plane, width, height, radius, Math.max, Number.NEGATIVE_INFINITY);
}

/** Erosion: the minimum over the (2 radius + 1) square around each pixel. */
export function erode(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  return square(plane, width, height, radius, Math.min, Number.POSITIVE_INFINITY);
}

function square(
  plane: Float32Array,
  width: number,
  height: number,
  radius: number,
  pick: Pick,
  identity: number,
): Float32Array {
  const rows = new Float32Array(plane.length);
  const out = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) slide(plane, rows, y * width, 1, width, radius, pick, identity);
  for (let x = 0; x < width; x++) slide(rows, out, x, width, height, radius, pick, identity);
  return out;
}

/** One line of a running maximum or minimum in three picks per value (van Herk 1992; Gil and Werman 1993). */
function slide(
  input: Float32Array,
  output: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
  pick: Pick,
  identity: number,
): void {
  const window = 2 * radius + 1;
  const padded = Math.ceil((length + 2 * radius) / window) * window;
  const at = (i: number) =>
    i < radius || i >= radius + length ? identity : input[start + (i - radius) * step];
  const forward = new Float32Array(padded);
  const backward = new Float32Array(padded);
  for (let i = 0; i < padded; i++) forward[i] = i % window === 0 ? at(i) : pick(forward[i - 1], at(i));
  for (let i = padded - 1; i >= 0; i--) {
    backward[i] = i % window === window - 1 ? at(i) : pick(backward[i + 1], at(i));
  }
  for (let i = 0; i < length; i++) output[start + i * step] = pick(backward[i], forward[i + window - 1]);
}
