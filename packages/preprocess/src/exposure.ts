/**
 * The photometric half of augmentation: stray ink, a lens out of focus, weak ink or gray paper, a noisy sensor.
 * Nothing but additions, multiplications and square roots, so that every engine computes the same bytes.
 */
import type { Random } from "@mnist/random";
import type { AugmentOptions } from "./augment-options.js";

const SIZE = 28;
const PIXELS = SIZE * SIZE;
/** The standard deviation of the sum of four independent uniform bytes: sqrt(4 (256^2 - 1) / 12). */
const FOUR_BYTES_DEVIATION = 147.8;
const FOUR_BYTES_MEAN = 510;
/** A pass of the 3-tap blur adds at most this variance: its outer weights are then 1/4, and it has no ripple. */
const VARIANCE_PER_PASS = 0.5;

// One image at a time is worked on here, in more than 8 bits between the steps.
const plane = new Float64Array(PIXELS);

/** Draws what `options` ask for and alters `image` (28 x 28) in place. */
export function expose(image: Uint8Array, random: Random, options: AugmentOptions): void {
  const { specks = 0, lines = 0, blur = 0, contrast = 0, brightness = 0, noise = 0 } = options;
  if (!(specks || lines || blur || contrast || brightness || noise)) return;
  plane.set(image);
  if (specks || lines) strew(random, specks, lines);
  if (blur) blurPlane(random.uniform(0, blur));
  const [weaker, paper] = [draw(random, contrast), draw(random, brightness)];
  develop(image, weaker, paper, draw(random, noise), noise ? random.uint32() | 0 : 0);
}

function draw(random: Random, strength: number): number {
  return strength === 0 ? 0 : random.uniform(0, strength);
}

/** Up to so many dots and lines at random places; a single word decides about all of them. */
function strew(random: Random, specks: number, lines: number): void {
  const seed = random.uint32() | 0;
  let drawn = 0;
  const uniform = (low: number, high: number) => low + ((high - low) * (hash(seed, drawn++) >>> 8)) / 2 ** 24;
  for (let n = Math.floor(uniform(0, specks + 1)); n > 0; n--) {
    const [x, y] = [uniform(0, SIZE), uniform(0, SIZE)];
    drawStroke(x, y, x, y, uniform(0.2, 1.2), uniform(100, 255));
  }
  for (let n = Math.floor(uniform(0, lines + 1)); n > 0; n--) {
    const [x, y] = [uniform(0, SIZE), uniform(0, SIZE)];
    drawStroke(x, y, uniform(0, SIZE), uniform(0, SIZE), uniform(0.3, 0.9), uniform(100, 255));
  }
}

/** A round-ended stroke of ink between two points, anti-aliased; a dot where they are the same. */
function drawStroke(x0: number, y0: number, x1: number, y1: number, radius: number, ink: number): void {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const scale = dx || dy ? 1 / (dx * dx + dy * dy) : 0;
  const reach = radius + 0.5;
  const [left, right] = [Math.max(0, Math.floor(Math.min(x0, x1) - reach)), Math.max(x0, x1) + reach];
  const [top, bottom] = [Math.max(0, Math.floor(Math.min(y0, y1) - reach)), Math.max(y0, y1) + reach];
  for (let y = top; y <= bottom && y < SIZE; y++) {
    for (let x = left; x <= right && x < SIZE; x++) {
      const along = Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) * scale, 0), 1);
      const [ex, ey] = [x - x0 - along * dx, y - y0 - along * dy];
      const square = ex * ex + ey * ey;
      if (square >= reach * reach) continue;
      const value = ink * Math.min(reach - Math.sqrt(square), 1);
      if (value > plane[y * SIZE + x]) plane[y * SIZE + x] = value;
    }
  }
}

/** Repeated 3-tap blurs, whose variances add up to that of a Gaussian. */
function blurPlane(deviation: number): void {
  const variance = deviation * deviation;
  const passes = Math.ceil(variance / VARIANCE_PER_PASS);
  const weight = variance / passes / 2;
  for (let pass = 0; pass < passes; pass++) {
    for (let i = 0; i < SIZE; i++) {
      blurLine(i * SIZE, 1, weight);
      blurLine(i, SIZE, weight);
    }
  }
}

/** One row or column; beyond its ends there is no ink. */
function blurLine(start: number, step: number, weight: number): void {
  let before = 0;
  let here = plane[start];
  for (let n = 1, i = start; n <= SIZE; n++, i += step) {
    const after = n < SIZE ? plane[i + step] : 0;
    plane[i] = here + weight * (before + after - 2 * here);
    before = here;
    here = after;
  }
}

/**
 * Levels and noise, and back to bytes. Full ink keeps a share of `1 - weaker` of its distance to the background, which
 * is at `paper` of 255; the noise at a pixel is the sum of four random bytes, which is close to normal.
 */
function develop(image: Uint8Array, weaker: number, paper: number, noise: number, seed: number): void {
  const gain = (1 - paper) * (1 - weaker);
  const scale = (255 * noise) / FOUR_BYTES_DEVIATION;
  // The 0.5 rounds, what was subtracted is the mean of the four bytes.
  const base = 255 * paper + 0.5 - FOUR_BYTES_MEAN * scale;
  for (let i = 0; i < PIXELS; i++) {
    const grain = scale === 0 ? 0 : sumOfBytes(hash(seed, i)) * scale;
    const value = base + plane[i] * gain + grain;
    image[i] = Math.min(Math.max(value, 0), 255);
  }
}

function sumOfBytes(word: number): number {
  const pairs = (word & 0xff00ff) + ((word >>> 8) & 0xff00ff);
  return (pairs & 0xffff) + (pairs >>> 16);
}

/** Word `n` of the stream `seed`: a Weyl sequence through the finalizer of MurmurHash3 (Appleby 2011). */
function hash(seed: number, n: number): number {
  let h = (seed + Math.imul(n, 0x9e3779b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
