/**
 * Makes the pictures in examples/pictures: handwriting of MNIST's test set, put on paper the way people's pictures are.
 *   pnpm --filter @mnist/bench example-pictures
 */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { loadMnist } from "@mnist/dataset";
import { Random } from "@mnist/random";
import sharp from "sharp";

interface Paper {
  color: [red: number, green: number, blue: number];
  /** Horizontal lines every so many pixels. */
  ruledEvery?: number;
  /** How much darker the far corner is, 0 to 1. */
  shadow: number;
  /** Standard deviation of the grain, in gray levels. */
  grain: number;
}

const folder = fileURLToPath(new URL("../examples/pictures/", import.meta.url));
const random = new Random(1, "example-pictures");
const { test } = await loadMnist();

/** The first test image of each digit asked for, as ink coverage 0 to 1, enlarged to `size` pixels a side. */
async function handwriting(digit: number, size: number): Promise<Float32Array> {
  const index = test.labels.indexOf(digit);
  const pixels = test.images.subarray(index * 784, (index + 1) * 784);
  const { data } = await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
    .resize(size, size, { kernel: "cubic" })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Float32Array.from(data, (level) => level / 255);
}

/** Ink coverages side by side on a sheet `width` x `height`, each placed at its own (x, y). */
function sheet(
  width: number,
  height: number,
  parts: { ink: Float32Array; size: number; x: number; y: number }[],
) {
  const ink = new Float32Array(width * height);
  for (const part of parts) {
    for (let y = 0; y < part.size; y++) {
      for (let x = 0; x < part.size; x++) {
        const at = (part.y + y) * width + part.x + x;
        ink[at] = Math.max(ink[at], part.ink[y * part.size + x]);
      }
    }
  }
  return ink;
}

/** Photographs ink coverage on paper: sRGB bytes, [height, width, 3]. */
function photograph(
  ink: Float32Array,
  width: number,
  height: number,
  pen: Paper["color"],
  paper: Paper,
): Buffer {
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = 1 - (paper.shadow * (x / width + y / height)) / 2;
      const grain = paper.grain > 0 ? random.normal(0, paper.grain) : 0;
      const ruled = paper.ruledEvery !== undefined && y % paper.ruledEvery < 2;
      for (let channel = 0; channel < 3; channel++) {
        const blank = ruled ? paper.color[channel] * (channel === 2 ? 0.95 : 0.75) : paper.color[channel];
        const coverage = ink[y * width + x];
        const level = (blank * (1 - coverage) + pen[channel] * coverage) * light + grain;
        rgb[(y * width + x) * 3 + channel] = Math.min(255, Math.max(0, Math.round(level)));
      }
    }
  }
  return rgb;
}

const raw = (width: number, height: number, channels: 1 | 3 | 4) => ({ raw: { width, height, channels } });
await mkdir(folder, { recursive: true });

// A canvas of a drawing program: white on black.
const seven = await handwriting(7, 280);
await sharp(Buffer.from(seven.map((coverage) => coverage * 255)), raw(280, 280, 1))
  .png()
  .toFile(`${folder}seven.png`);

// A phone's photo, stored sideways with an EXIF orientation.
const two = sheet(600, 800, [{ ink: await handwriting(2, 420), size: 420, x: 110, y: 220 }]);
const photo = photograph(two, 600, 800, [35, 50, 130], { color: [236, 228, 208], shadow: 0.45, grain: 5 });
await writeFile(
  `${folder}two-photo.jpg`,
  await sharp(
    await sharp(photo, raw(600, 800, 3))
      .rotate(270)
      .blur(0.8)
      .png()
      .toBuffer(),
  )
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 80 })
    .toBuffer(),
);

// Black ink on nothing: a transparent background.
const one = sheet(300, 400, [{ ink: await handwriting(1, 260), size: 260, x: 20, y: 70 }]);
const transparent = Buffer.alloc(300 * 400 * 4);
one.forEach((coverage, i) => {
  transparent[i * 4 + 3] = Math.round(coverage * 255);
});
await sharp(transparent, raw(300, 400, 4))
  .png()
  .toFile(`${folder}one-transparent.png`);

// Pencil on ruled paper, small and off center.
const four = sheet(640, 480, [{ ink: await handwriting(4, 200), size: 200, x: 380, y: 60 }]);
const ruled = photograph(four, 640, 480, [90, 90, 95], {
  color: [244, 244, 240],
  ruledEvery: 64,
  shadow: 0.2,
  grain: 3,
});
await sharp(ruled, raw(640, 480, 3))
  .jpeg({ quality: 85 })
  .toFile(`${folder}four-ruled.jpg`);

// A number: several digits in a row.
const digits = [2, 0, 1, 9];
const parts = await Promise.all(
  digits.map(async (digit, i) => ({
    ink: await handwriting(digit, 200),
    size: 200,
    x: 40 + i * 170,
    y: 60 + (i % 2) * 14,
  })),
);
const number = photograph(sheet(800, 340, parts), 800, 340, [30, 30, 34], {
  color: [250, 248, 242],
  shadow: 0.15,
  grain: 2,
});
await sharp(number, raw(800, 340, 3))
  .jpeg({ quality: 85 })
  .toFile(`${folder}number-2019.jpg`);
