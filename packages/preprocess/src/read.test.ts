import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { encode } from "bmp-ts";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canvas, difference, imageOf } from "../test/mnist.js";
import { toMnist } from "./mnist.js";
import { readImage } from "./read.js";

const two = imageOf(2);
const drawn = canvas(120, 100, [{ image: two, x: 5, y: 5, scale: 3 }]);
const raw = { raw: { width: drawn.width, height: drawn.height, channels: 1 } } as const;
const gray = () => sharp(drawn.data, raw);
const color = () => gray().toColourspace("srgb");
const code = (name: string) =>
  expect.objectContaining({ name: "PictureError", code: `ERR_MNIST_PICTURE_${name}` });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("formats", () => {
  const formats: [string, () => Sharp][] = [
    ["PNG", () => gray().png()],
    ["PNG, palette", () => color().png({ palette: true, colors: 8 })],
    ["PNG, interlaced", () => color().png({ progressive: true })],
    ["PNG, 16 bits", () => color().toColourspace("rgb16").png()],
    ["PNG, gray, 16 bits", () => gray().toColourspace("grey16").png()],
    ["PNG, alpha", () => color().ensureAlpha().png()],
    ["JPEG", () => color().jpeg({ quality: 92 })],
    ["JPEG, gray", () => gray().jpeg({ quality: 92 })],
    ["JPEG, progressive", () => color().jpeg({ progressive: true, quality: 92 })],
    ["JPEG, CMYK", () => color().toColourspace("cmyk").jpeg({ quality: 92 })],
    ["WebP", () => color().webp()],
    ["WebP, lossless with alpha", () => color().ensureAlpha().webp({ lossless: true })],
    ["GIF", () => color().gif()],
    ["TIFF", () => color().tiff()],
    ["TIFF, gray, one bit", () => gray().threshold(128).tiff({ bitdepth: 1, compression: "none" })],
    ["AVIF", () => color().avif({ quality: 80, effort: 0 })],
  ];
  it.each(formats)("%s", async (_, make) => {
    const picture = await readImage(await make().toBuffer());
    expect([picture.width, picture.height]).toEqual([120, 100]);
    expect(difference(toMnist(picture), two)).toBeLessThan(0.35);
  });

  it("BMP, 24 bits", async () => {
    const abgr = Buffer.alloc(drawn.data.length * 4);
    for (const [i, v] of drawn.data.entries()) abgr.fill(v, i * 4 + 1, i * 4 + 4);
    const { data } = encode({ data: abgr, width: 120, height: 100, bitPP: 24 });
    const picture = await readImage(data);
    expect([picture.width, picture.height, picture.channels]).toEqual([120, 100, 3]);
    expect(difference(toMnist(picture), two)).toBeLessThan(0.1);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("is turned upright by EXIF orientation %d", async (orientation) => {
    // What a camera held that way stores; sharp mirrors before it turns.
    const stored = [
      (s: Sharp) => s,
      (s: Sharp) => s.flop(),
      (s: Sharp) => s.rotate(180),
      (s: Sharp) => s.flip(),
      (s: Sharp) => s.flip().rotate(90),
      (s: Sharp) => s.rotate(270),
      (s: Sharp) => s.flop().rotate(90),
      (s: Sharp) => s.rotate(90),
    ][orientation - 1];
    const turned = await stored(color()).png().toBuffer();
    const jpeg = await sharp(turned).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    const picture = await readImage(jpeg);
    expect([picture.width, picture.height]).toEqual([120, 100]);
    expect(difference(toMnist(picture), two)).toBeLessThan(0.2);
  });
});

describe("sources", () => {
  it("reads a path, bytes and a stream alike", async () => {
    const png = await gray().png().toBuffer();
    const fromBytes = await readImage(png);
    expect(await readImage(await write("two.png", png))).toEqual(fromBytes);
    expect(await readImage(Readable.from([png.subarray(0, 50), png.subarray(50)]))).toEqual(fromBytes);
  });

  it.each<[string, () => AsyncIterable<Uint8Array>]>([
    ["a stream of Node's", () => new PassThrough()],
    ["a stream of the web's", () => new ReadableStream<Uint8Array>()],
  ])("gives up %s that does not end when the signal says so", async (_, stream) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 50);
    await expect(readImage(stream(), { signal: controller.signal })).rejects.toBe(reason);
  });

  it("goes by the content, not by the name", async () => {
    const path = await write("really-a-jpeg.png", await color().jpeg().toBuffer());
    expect((await readImage(path)).width).toBe(120);
  });
});

describe("refusals", () => {
  it("names a missing file", async () => {
    await expect(readImage(join(folder, "none.png"))).rejects.toEqual(code("NOT_FOUND"));
    await expect(readImage(join(folder, "none.png"))).rejects.toThrow(
      /none\.png: no such file; check the path/,
    );
  });

  it.each([undefined, 3, {}, new ArrayBuffer(8)])("says what it reads, given %o", async (source) => {
    await expect(readImage(source as never)).rejects.toEqual(code("INVALID"));
  });

  it("names a folder", async () => {
    await expect(readImage(folder)).rejects.toEqual(code("IS_DIRECTORY"));
  });

  it("refuses an empty file", async () => {
    await expect(readImage(await write("empty.png", ""))).rejects.toEqual(code("EMPTY"));
  });

  it("refuses text that is called .png", async () => {
    await expect(readImage(await write("text.png", "just some words\n"))).rejects.toEqual(code("FORMAT"));
  });

  it.each(["png", "jpeg", "webp", "tiff", "gif"] as const)("refuses a %s file cut off", async (format) => {
    const noise = Buffer.from(Uint8Array.from({ length: 120 * 100 }, (_, i) => (i * 7919) % 251));
    const bytes = await sharp(noise, raw).toFormat(format).toBuffer();
    const path = await write(`cut.${format}`, bytes.subarray(0, Math.floor(bytes.length / 2)));
    await expect(readImage(path)).rejects.toEqual(
      expect.objectContaining({ code: expect.stringMatching(/PICTURE_(DAMAGED|FORMAT)$/) }),
    );
  });

  it("refuses SVG unless asked for", async () => {
    const svg = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><circle r="9"/></svg>`,
    );
    await expect(readImage(svg)).rejects.toEqual(code("SVG"));
    expect((await readImage(svg, { svg: true })).width).toBe(50);
  });

  it("checks bytes, pixels and sides before it decodes", async () => {
    const png = await gray().png().toBuffer();
    const path = await write("two.png", png);
    await expect(readImage(path, { maxBytes: 100 })).rejects.toEqual(code("TOO_LARGE"));
    await expect(readImage(Readable.from([png]), { maxBytes: 100 })).rejects.toEqual(code("TOO_LARGE"));
    await expect(readImage(png, { maxPixels: 11_999 })).rejects.toEqual(code("TOO_LARGE"));
    await expect(readImage(png, { maxSide: 119 })).rejects.toEqual(code("TOO_LARGE"));
  });

  it("does not unpack a decompression bomb", async () => {
    // 40,000 x 40,000 pixels in a few kilobytes: only the header is read.
    const bomb = await sharp({ create: { width: 1000, height: 1000, channels: 3, background: "white" } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    bomb.writeUInt32BE(40_000, 16);
    bomb.writeUInt32BE(40_000, 20);
    const start = performance.now();
    await expect(readImage(bomb)).rejects.toThrow(expect.objectContaining({ name: "PictureError" }));
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it("refuses bitmaps that claim more than they hold", async () => {
    const { data } = encode({ data: Buffer.alloc(16), width: 2, height: 2, bitPP: 24 });
    const bytes = Buffer.from(data);
    bytes.writeInt32LE(5000, 18);
    await expect(readImage(bytes)).rejects.toEqual(code("DAMAGED"));
    bytes.writeInt32LE(2 ** 30, 18);
    await expect(readImage(bytes)).rejects.toEqual(code("TOO_LARGE"));
  });
});

describe.runIf(process.platform === "linux")("a pipe", () => {
  const makePipe = (name: string) => {
    const path = join(folder, name);
    execFileSync("mkfifo", [path]);
    return path;
  };

  it("is read to its end, whoever comes first", async () => {
    const png = await gray().png().toBuffer();
    const path = makePipe("pipe");
    const reading = readImage(path);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await writeFile(path, png);
    expect(await reading).toEqual(await readImage(png));
    const [read] = await Promise.all([readImage(path), writeFile(path, png)]);
    expect(read.width).toBe(120);
  });

  it("to which nobody writes is given up when the signal says so", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const reading = readImage(makePipe("silent"), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 100);
    await expect(reading).rejects.toBe(reason);
    await expect(readImage("any.png", { signal: controller.signal })).rejects.toBe(reason);
  });
});
