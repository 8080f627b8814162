import { Random } from "@mnist/random";
import { encode } from "bmp-ts";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { canvas, image } from "../test/mnist.js";
import { PictureError, RefusalError } from "./errors.js";
import { toMnist } from "./mnist.js";
import type { Picture } from "./picture.js";
import { readImage } from "./read.js";
import { segmentDigits } from "./segment.js";

// More of them, from any on: FUZZ_FROM=5000 FUZZ_RUNS=100000 npx vitest run packages/preprocess/src/fuzz.test.ts
const FROM = Number(process.env.FUZZ_FROM ?? 0);
const RUNS = Number(process.env.FUZZ_RUNS ?? 1500);
const LIMITS = { maxPixels: 4e6, maxBytes: 2 ** 20 };

/** Runs what may be refused; anything but a typed refusal fails the test. */
async function attempt(run: () => unknown, about: string): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (error instanceof PictureError || error instanceof RefusalError) return false;
    throw new Error(`${about}: not a typed error`, { cause: error });
  }
}

describe("fuzzing", () => {
  const seeds: Buffer[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 4; n++) {
      const picture = canvas(60 + n, 60, [{ image: image(n), x: 2, y: 2, scale: 2 }]);
      const from = () => sharp(picture.data, { raw: { width: 60 + n, height: 60, channels: 1 } });
      for (const format of ["png", "jpeg", "webp", "gif", "tiff"] as const) {
        seeds.push(await from().toFormat(format).toBuffer());
      }
      seeds.push(await from().toColourspace("srgb").png({ palette: true }).toBuffer());
      const abgr = Buffer.alloc(60 * 60 * 4, n * 20);
      for (const bitPP of [1, 8, 16, 24, 32] as const) {
        const palette = Array.from({ length: 1 << Math.min(bitPP, 8) }, (_, i) => ({
          red: i,
          green: i,
          blue: i,
          quad: 0,
        }));
        seeds.push(Buffer.from(encode({ data: abgr, width: 60, height: 60, bitPP, palette }).data));
      }
    }
  });

  it(
    "mutated files give pictures or typed errors",
    async () => {
      let read = 0;
      for (let run = FROM; run < FROM + RUNS; run++) {
        const random = new Random(1, "mutated file").lane(run);
        const bytes = mutate(seeds[random.integer(seeds.length)], random);
        const picture = await readImage(bytes, LIMITS).catch((error: unknown) => {
          if (error instanceof PictureError) return undefined;
          throw new Error(`file of run ${run}: not a typed error`, { cause: error });
        });
        if (!picture) continue;
        read++;
        await attempt(() => toMnist(picture), `file of run ${run}`);
      }
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThan(RUNS);
    },
    20 * RUNS + 60_000,
  );

  it(
    "random geometries give images or typed refusals",
    async () => {
      let answered = 0;
      for (let run = FROM; run < FROM + RUNS; run++) {
        const picture = randomPicture(new Random(1, "geometry").lane(run));
        if (await attempt(() => toMnist(picture), `picture of run ${run}`)) answered++;
        if (run % 4 === 0) await attempt(() => segmentDigits(picture), `picture of run ${run}`);
      }
      expect(answered).toBeGreaterThan(0);
    },
    20 * RUNS + 60_000,
  );
});

/** Flips, overwrites, cuts, repeats and swaps a few stretches of bytes. */
function mutate(seed: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(seed);
  for (let change = random.integer(6); change >= 0; change--) {
    const at = random.integer(bytes.length);
    const length = 1 + random.integer(Math.min(64, bytes.length - at));
    switch (random.integer(5)) {
      case 0:
        bytes[at] ^= 1 << random.integer(8);
        break;
      case 1:
        bytes.fill(random.integer(256), at, at + length);
        break;
      case 2:
        bytes = bytes.subarray(0, Math.max(1, at));
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
        break;
      default:
        bytes.copyWithin(random.integer(bytes.length), at, at + length);
    }
  }
  return bytes;
}

/** Absurd shapes, stripes, blots, noise and gradients in any number of channels. */
function randomPicture(random: Random): Picture {
  const long = random.integer(8) === 0;
  const width = 1 + random.integer(long ? 1500 : 90);
  const height = 1 + random.integer(long ? 12 : 90);
  const channels = 1 + random.integer(4);
  const data = new Uint8Array(width * height * channels).fill(random.integer(256));
  for (let shape = random.integer(8); shape > 0; shape--) {
    const left = random.integer(width);
    const top = random.integer(height);
    const right = Math.min(width, left + 1 + random.integer(width));
    const bottom = Math.min(height, top + 1 + random.integer(height));
    const value = random.integer(256);
    const kind = random.integer(4);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        if (kind === 1 && (x + y) % 5 > 0) continue;
        if (
          kind === 2 &&
          ((x - left) / (right - left) - 0.5) ** 2 + ((y - top) / (bottom - top) - 0.5) ** 2 > 0.25
        )
          continue;
        const pixel = kind === 3 ? random.integer(256) : value;
        data.fill(pixel, (y * width + x) * channels, (y * width + x + 1) * channels);
      }
    }
  }
  return { data, width, height, channels };
}
