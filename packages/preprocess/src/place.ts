/**
 * How MNIST was made from NIST's pictures, as its authors describe it: the digit's box is fitted into 20x20
 * keeping its aspect ratio, with gray levels from anti-aliasing, and its center of mass is moved to the center
 * of the 28x28 image by whole pixels.
 * (LeCun, Cortes, Burges: "The MNIST database of handwritten digits".)
 */
import { ArgumentError } from "./errors.js";
import { Histogram } from "./histogram.js";
import type { Box } from "./picture.js";
import { areaAverage } from "./resample.js";
import type { InkPlane } from "./stroke.js";

/** Pixels on a side of an MNIST image. */
export const IMAGE_SIZE = 28;
/** Pixels on a side of the box that MNIST fits a digit into. */
export const DIGIT_SIZE = 20;

/**
 * Puts the ink inside `box` into a 28x28 image by MNIST's procedure.
 *
 * @param ink one value per pixel, 0 (background) to 255 (ink), `stride` per row
 * @param box the digit's bounding box, inside the ink; its edges may be fractional
 * @returns 28 x 28 pixels, 0 = background, 255 = ink
 * @throws {ArgumentError} `ERR_MNIST_ARGUMENT` when the box is empty or not inside
 */
export function placeDigit(ink: ArrayLike<number>, stride: number, box: Box): Uint8Array {
  checkBox(box, stride, ink.length / stride);
  const scale = DIGIT_SIZE / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  return centerByMass(areaAverage(ink, stride, box, width, height), width, height);
}

/**
 * Moves a digit of at most 28x28 by whole pixels until its center of mass lies in [13.5, 14.5) both ways, where
 * that of every MNIST image lies; pixels that would leave the image are kept inside it.
 *
 * @throws {ArgumentError} `ERR_MNIST_ARGUMENT` when the digit is larger, or has not width x height pixels
 */
export function centerByMass(digit: ArrayLike<number>, width: number, height: number): Uint8Array {
  const fits = (size: number) => Number.isInteger(size) && size >= 1 && size <= IMAGE_SIZE;
  if (!fits(width) || !fits(height) || digit.length !== width * height) {
    const got = `${width} x ${height} and ${digit.length} pixels`;
    throw new ArgumentError(`a digit must have width x height pixels, 1 x 1 to 28 x 28, got ${got}`);
  }
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = digit[y * width + x];
      mass += value;
      momentX += value * x;
      momentY += value * y;
    }
  }
  const offset = (moment: number, size: number) => {
    const wanted = IMAGE_SIZE / 2 - Math.floor((mass > 0 ? moment / mass : (size - 1) / 2) + 0.5);
    return Math.min(Math.max(wanted, 0), IMAGE_SIZE - size);
  };
  const left = offset(momentX, width);
  const top = offset(momentY, height);
  const out = new Uint8Array(IMAGE_SIZE * IMAGE_SIZE);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      out[(top + y) * IMAGE_SIZE + left + x] = Math.min(255, Math.round(digit[y * width + x]));
    }
  }
  return out;
}

/** What the edges of a box may be off by where they were computed. */
const ROUNDING = 1e-6;

function checkBox({ x, y, width, height }: Box, columns: number, rows: number): void {
  const isInside = (start: number, length: number, end: number) =>
    start >= -ROUNDING && length > 0 && start + length <= end + ROUNDING;
  if (isInside(x, width, columns) && isInside(y, height, rows)) return;
  const got = `${width} x ${height} at (${x}, ${y})`;
  throw new ArgumentError(`the box must lie inside the ink of ${columns} x ${rows}, got ${got}`);
}

/** Full strokes of nearly all of MNIST's images are at least this strong. */
const FULL_INK = 225;
/** The strongest pixels that are full: a tenth of what a thin digit covers. */
const FULL_PIXELS = 9;

/**
 * Strengthens an image whose strokes stay gray, as thin strokes do when they are reduced; MNIST's writers pressed
 * hard enough. Others come back unchanged.
 *
 * @param gray the ink before it was fitted into the image, where that is gray on purpose: so strong, and no stronger
 */
export function fullInk(image: Uint8Array, gray?: InkPlane): Uint8Array {
  const full = image.slice().sort()[image.length - FULL_PIXELS];
  if (full >= FULL_INK || full === 0) return image;
  const wanted = gray ? Math.min(FULL_INK, fullLevelIn(gray)) : FULL_INK;
  return full >= wanted ? image : image.map((value) => Math.min(255, Math.round((value * wanted) / full)));
}

/** The level of as much ink as the full pixels of an image hold. */
function fullLevelIn({ data, width, height }: InkPlane): number {
  const pixels = FULL_PIXELS * (Math.max(width, height) / DIGIT_SIZE) ** 2;
  return new Histogram(Uint8Array.from(data)).quantile(Math.max(0, 1 - pixels / data.length));
}
