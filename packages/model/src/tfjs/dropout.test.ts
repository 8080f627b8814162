import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dropoutMask, dropoutStream } from "./dropout.js";

const draws = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  index: fc.integer({ min: 0, max: 5 }),
  step: fc.integer({ min: 0, max: 1e6 }),
  size: fc.integer({ min: 1, max: 50 }),
  rate: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
});

describe("dropoutMask", () => {
  it("depends on the place in the batch, not on the size of the batch", () => {
    fc.assert(
      fc.property(draws, ({ seed, index, step, size, rate }) => {
        const whole = dropoutMask(dropoutStream(seed, index, step), 6, size, rate);
        const part = dropoutMask(dropoutStream(seed, index, step), 4, size, rate);
        expect(whole.subarray(0, part.length)).toEqual(part);
      }),
    );
  });

  it.each([0.1, 0.5, 0.8])("drops a share of %s and keeps the mean", (rate) => {
    const mask = dropoutMask(dropoutStream(3, 0, 11), 100, 1000, rate);
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    expect(Math.abs(dropped - rate)).toBeLessThan(0.01);
    expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(1, 1);
    expect(new Set(mask).size).toBe(2);
  });

  it("differs between steps, layers and seeds", () => {
    const mask = (seed: number, index: number, step: number) =>
      dropoutMask(dropoutStream(seed, index, step), 2, 64, 0.5).join();
    expect(new Set([mask(1, 0, 0), mask(1, 0, 1), mask(1, 1, 0), mask(2, 0, 0)]).size).toBe(4);
  });
});
