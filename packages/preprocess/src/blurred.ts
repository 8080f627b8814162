/** How soft the edges of a drawing are, as enlarging and soft brushes leave them. */
import type { Box } from "./picture.js";
import { centerByMass, DIGIT_SIZE } from "./place.js";
import { areaAverage } from "./resample.js";
import type { InkPlane } from "./stroke.js";

/** Edges narrower than this share of a pixel of the image are crisp in it. */
const CRISP = 0.5;
/** So many pixels of the picture are no more than anti-aliasing. */
const ANTI_ALIASED = 3;
/** Over a distance as wide as itself an edge rises by less than its height, from most places. */
const SEEN = 0.75;
/** Places to begin at are tried this far apart, in pixels of the image. */
const STEP = 0.125;

/**
 * The width in pixels over which the ink's edges rise, 0 where they are crisp: their height, as a pixel of the 20x20 box
 * sees it, by their slope.
 */
export function edgeBlur(ink: InkPlane): number {
  const distance = Math.max(1, Math.round(Math.max(ink.width, ink.height) / DIGIT_SIZE));
  const edge = meanRise(ink, distance) / meanRise(ink, 1) / SEEN;
  return edge > Math.max(ANTI_ALIASED, CRISP * distance) ? edge : 0;
}

/**
 * The mean rise over a distance, along both axes. Each counts by its square: those across the outline decide. Some
 * rows are enough.
 */
function meanRise({ data, width, height }: InkPlane, distance: number): number {
  let squares = 0;
  let cubes = 0;
  const step = Math.max(1, height >> 5);
  for (let y = distance; y < height; y += step) {
    for (let i = y * width + distance, end = (y + 1) * width; i < end; i++) {
      const across = Math.abs(data[i] - data[i - distance]);
      const down = Math.abs(data[i] - data[i - distance * width]);
      squares += across * across + down * down;
      cubes += across * across * across + down * down * down;
    }
  }
  return squares > 0 ? cubes / squares : 1;
}

/**
 * {@link placeDigit} for ink whose edges are `blur` wide: they lie in the middle of their width, and less is averaged,
 * since the ink is blurred already. Where the pixels begin, which soft edges do not tell, they begin so that strokes
 * come out sharpest.
 */
export function placeBlurred(ink: InkPlane, box: Box, blur: number): Uint8Array {
  const margin = Math.min(blur / 2, 0.25 * box.width, 0.25 * box.height);
  const pixel = (Math.max(box.width, box.height) - 2 * margin) / DIGIT_SIZE;
  const padding = Math.ceil(2 * pixel);
  const roomy = pad(ink, padding);
  const [x, y] = [box.x + margin + padding, box.y + margin + padding];
  const columns = Math.round((box.width - 2 * margin) / pixel) + 1;
  const rows = Math.round((box.height - 2 * margin) / pixel) + 1;
  const place = (left: number, top: number) => {
    const grid = { x: x - left * pixel, y: y - top * pixel, width: columns * pixel, height: rows * pixel };
    return areaAverage(roomy.data, roomy.width, grid, columns, rows, blur);
  };
  const left = sharpest((start) => place(start, 0));
  const top = sharpest((start) => place(left, start));
  return centerByMass(place(left, top), columns, rows);
}

/** Where to begin, 0 to 1, for the image with the most energy. */
function sharpest(place: (start: number) => Float32Array): number {
  let best = 0;
  let most = 0;
  for (let start = 0; start < 1; start += STEP) {
    const sharpness = energy(place(start));
    if (sharpness <= most) continue;
    most = sharpness;
    best = start;
  }
  return best;
}

function energy(image: Float32Array): number {
  let sum = 0;
  for (const value of image) sum += value * value;
  return sum;
}

function pad({ data, width, height }: InkPlane, margin: number): InkPlane {
  const wide = width + 2 * margin;
  const out = new Float32Array(wide * (height + 2 * margin));
  for (let y = 0; y < height; y++) {
    out.set(data.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin);
  }
  return { data: out, width: wide, height: height + 2 * margin };
}
