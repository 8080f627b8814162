import { Random, streamKey as reference } from "@mnist/random";
import { expect, it } from "vitest";
import {
  dropoutBackward,
  dropoutForward,
  dropoutMask,
  spatialDropoutForward,
} from "../../reference/dropout.js";
import { streamKey } from "../../src/random.js";
import { describeKernels, SIZES } from "./kernelTest.js";

const STREAM = { key0: 0x9e3779b9 | 0, key1: 0x7f4a7c15, lane: 123456 };
/** Scales that are powers of 2 and others. */
const DROPS = [
  { threshold: 1 << 15, scale: 2 },
  { threshold: 19661, scale: Math.fround(1 / 0.7) },
  { threshold: 0, scale: 1 },
];

await describeKernels("dropout", (t) => {
  it.each([0, 16, 32, 1600])("dropoutMask: %i values", (count) => {
    for (const drop of DROPS) {
      for (const block of [0, 5, 0xfffffffe | 0]) {
        const mask = t.output(count);
        const { key0, key1, lane } = STREAM;
        t.call("dropoutMask", block, count, lane, key0, key1, drop.threshold, drop.scale, mask);
        t.compare(mask, dropoutMask(block, count, STREAM, drop), 0);
      }
    }
  });

  it.each([...SIZES, 1600])("dropoutForward, dropoutBackward: samples of %i values", (size) => {
    const [n, first] = [3, 6];
    for (const drop of DROPS) {
      const [x, dy] = [t.floats(n * size), t.floats(n * size)];
      const [mask, y, dx] = [t.output(n * Math.ceil(size / 16) * 16), t.output(x.length), t.output(x.length)];
      const step = t.input(Int32Array.of(STREAM.lane));
      const stream = [first, step, STREAM.key0, STREAM.key1, drop.threshold, drop.scale] as const;
      t.call("dropoutForward", t.input(x), n, size, ...stream, mask, y);
      t.compare(y, dropoutForward(x, n, size, first, STREAM, drop), 0);
      t.call("dropoutBackward", t.input(dy), n, 1, size, mask, dx);
      t.compare(dx, dropoutBackward(dy, n, 1, size, first, STREAM, drop), 0);
    }
  });

  it.each([
    [1, 1],
    [4, 3],
    [9, 17],
    [36, 64],
  ])("spatialDropoutForward, dropoutBackward: %i pixels of %i channels", (pixels, channels) => {
    const [n, first] = [2, 3];
    for (const drop of DROPS) {
      const [x, dy] = [t.floats(n * pixels * channels), t.floats(n * pixels * channels)];
      const [mask, y, dx] = [
        t.output(n * Math.ceil(channels / 16) * 16),
        t.output(x.length),
        t.output(x.length),
      ];
      const step = t.input(Int32Array.of(STREAM.lane));
      const stream = [first, step, STREAM.key0, STREAM.key1, drop.threshold, drop.scale] as const;
      t.call("spatialDropoutForward", t.input(x), n, pixels, channels, ...stream, mask, y);
      t.compare(y, spatialDropoutForward(x, n, pixels, channels, first, STREAM, drop), 0);
      t.call("dropoutBackward", t.input(dy), n, pixels, channels, mask, dx);
      t.compare(dx, dropoutBackward(dy, n, pixels, channels, first, STREAM, drop), 0);
    }
  });
});

it("takes the words of @mnist/random's streams, which it names the same way", () => {
  for (const purpose of ["", "dropout/0", "dropout/17", "größe"])
    expect(streamKey(purpose)).toBe(reference(purpose));
  const words = new Random(7, "dropout/2").lane(3);
  words.position = 10;
  const stream = { key0: 7, key1: streamKey("dropout/2"), lane: 3 };
  const [low, high] = dropoutMask(5, 2, stream, { threshold: 1 << 15, scale: 1 });
  const word = words.uint32();
  expect([low, high]).toEqual([(word >>> 15) & 1, word >>> 31]);
});
