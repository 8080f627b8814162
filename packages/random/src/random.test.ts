import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random, RandomError, streamKey } from "./random.js";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("Random", () => {
  it("is a pure function of seed, purpose and position", () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.integer({ min: 0, max: 1000 }), (seed, purpose, position) => {
        const walked = new Random(seed, purpose);
        for (let i = 0; i < position; i++) walked.uint32();
        const jumped = new Random(seed, purpose);
        jumped.position = position;
        expect(jumped.uint32()).toBe(walked.uint32());
      }),
    );
  });

  it("gives every purpose and lane its own stream", () => {
    const words = (random: Random) => [random.uint32(), random.uint32()].join();
    const streams = [
      new Random(1, "order"),
      new Random(1, "dropout"),
      new Random(2, "order"),
      new Random(1, "order").lane(1),
      new Random(1, "order").lane(2),
    ];
    expect(new Set(streams.map(words)).size).toBe(streams.length);
  });

  it("hashes purposes with FNV-1a", () => {
    expect(streamKey("") >>> 0).toBe(0x811c9dc5);
    expect(streamKey("a") >>> 0).toBe(0xe40c292c);
    expect(streamKey("foobar") >>> 0).toBe(0xbf9cf968);
  });

  it("draws uniform and normal numbers with the moments they should have", () => {
    const random = new Random(7, "moments");
    const n = 100_000;
    const moments = (draw: () => number) => {
      const values = Array.from({ length: n }, draw);
      const mean = values.reduce((sum, v) => sum + v, 0) / n;
      return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n };
    };
    const uniform = moments(() => random.uniform());
    expect(uniform.mean).toBeCloseTo(1 / 2, 2);
    expect(uniform.variance).toBeCloseTo(1 / 12, 2);
    const normal = moments(() => random.normal(3, 2));
    expect(normal.mean).toBeCloseTo(3, 1);
    expect(normal.variance).toBeCloseTo(4, 1);
  });

  it("draws integers without bias and below the bound", () => {
    const random = new Random(3, "integers");
    const counts = new Array(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[random.integer(6)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it("shuffles into a permutation that the seed decides", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 200 }), (seed, length) => {
        const order = new Random(seed, "order").permutation(length);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
        expect(new Random(seed, "order").permutation(length)).toEqual(order);
      }),
    );
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])("refuses %s as a seed", (seed) => {
    expect(() => new Random(seed, "order")).toThrow(RandomError);
  });

  it("gives its errors a code and names the value", () => {
    expect(() => new Random(Number.NaN, "order")).toThrow(
      expect.objectContaining({
        name: "RandomError",
        code: "ERR_MNIST_ARGUMENT",
        message: "seed must be an integer from 0 to 4294967295, got NaN",
      }),
    );
    expect(new RandomError()).toBeInstanceOf(RangeError);
  });

  it.each([0, -3, 1.5, 2 ** 33])("refuses %s as a bound", (bound) => {
    expect(() => new Random(0, "order").integer(bound)).toThrow(RandomError);
  });
});
