import { Random, streamKey as reference } from "@mnist/random";
import { describe, expect, it } from "vitest";
import { compileKernels, instantiate } from "../src/machine/module.js";
import { createMemory } from "../src/memory/memory.js";
import { streamKey } from "../src/random.js";

/** The documented mask: a 16-bit half of a word of the stream for each value. */
function expectedMask(seed: number, step: number, sample: number, size: number, rate: number): number[] {
  const stream = new Random(seed, "dropout/2").lane(step);
  const size16 = Math.ceil(size / 16) * 16;
  return Array.from({ length: size }, (_, e) => {
    const half = sample * size16 + e;
    stream.position = Math.floor(half / 2);
    const bits = (stream.uint32() >>> (16 * (half % 2))) & 0xffff;
    return bits < Math.round(rate * 2 ** 16) ? 0 : Math.fround(1 / (1 - rate));
  });
}

describe("dropoutForward", async () => {
  const memory = createMemory(1 << 20, false);
  const kernels = instantiate(await compileKernels("simd", false), memory);
  const [X, STEP, MASK, Y] = [65536, 131072, 196608, 262144];

  it.each([
    [1, 0.5],
    [7, 0.3],
    [16, 0.25],
    [33, 0.9],
    [1600, 0.5],
  ])("drops what the stream of @mnist/random says (%i values, rate %d)", (size, rate) => {
    const [seed, step, first, n] = [0x9e3779b9, 123456, 6, 3];
    new Float32Array(memory.buffer, X, n * size).fill(2);
    new Int32Array(memory.buffer, STEP, 1)[0] = step;
    const threshold = Math.round(rate * 2 ** 16);
    kernels.dropoutForward(
      X,
      n,
      size,
      first,
      STEP,
      seed | 0,
      streamKey("dropout/2"),
      threshold,
      1 / (1 - rate),
      MASK,
      Y,
    );
    for (let sample = 0; sample < n; sample++) {
      const expected = expectedMask(seed, step, first + sample, size, rate);
      expect([...new Float32Array(memory.buffer, Y + sample * size * 4, size)]).toEqual(
        expected.map((value) => 2 * value),
      );
    }
  });

  it("passes the gradient through the same mask", () => {
    const size = 20;
    kernels.dropoutForward(X, 2, size, 0, STEP, 1, 2, 1 << 15, 2, MASK, Y);
    const mask = [...new Float32Array(memory.buffer, Y, 2 * size)].map((value) => value / 2);
    new Float32Array(memory.buffer, X, 2 * size).set(mask.map((_, i) => i + 1));
    kernels.dropoutBackward(X, 2, 1, size, MASK, Y);
    expect([...new Float32Array(memory.buffer, Y, 2 * size)]).toEqual(
      mask.map((value, i) => value * (i + 1)),
    );
  });

  it("hashes purposes as @mnist/random does", () => {
    for (const purpose of ["", "dropout/0", "dropout/17", "größe"])
      expect(streamKey(purpose)).toBe(reference(purpose));
  });
});
