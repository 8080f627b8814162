import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dilate, erode } from "./morphology.js";

describe("morphology", () => {
  it("takes the largest and the smallest value of each window", () => {
    const cases = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 9 }),
      radius: fc.integer({ min: 1, max: 25 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(cases, ({ width, height, radius, seed }) => {
        const plane = Float32Array.from({ length: width * height }, (_, i) => (seed * (i + 1) * 7919) % 251);
        const largest = eachWindow(plane, width, radius, Math.max);
        const smallest = eachWindow(plane, width, radius, Math.min);
        expect([...dilate(plane, width, height, radius)]).toEqual(largest);
        expect([...erode(plane, width, height, radius)]).toEqual(smallest);
      }),
    );
  });
});

function eachWindow(
  plane: Float32Array,
  width: number,
  radius: number,
  choose: (...values: number[]) => number,
): number[] {
  return Array.from(plane, (_, p) => {
    const [x, y] = [p % width, Math.floor(p / width)];
    const near = plane.filter(
      (_, q) => Math.abs((q % width) - x) <= radius && Math.abs(Math.floor(q / width) - y) <= radius,
    );
    return choose(...near);
  });
}
