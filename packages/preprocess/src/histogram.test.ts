import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Histogram } from "./histogram.js";

describe("Histogram", () => {
  it("counts, averages and ranks as going through all values does", () => {
    const level = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), level, level, (plane, low, high) => {
        const histogram = new Histogram(plane);
        const inside = plane.filter((v) => v >= low + 0.5 && v < high);
        expect(histogram.count(low + 0.5, high)).toBe(inside.length);
        const mean = inside.reduce((sum, v) => sum + v, 0) / inside.length;
        expect(histogram.mean(low + 0.5, high)).toBeCloseTo(inside.length > 0 ? mean : low + 0.5);
        expect(histogram.quantile(0.5)).toBe(plane.slice().sort()[Math.ceil(plane.length / 2) - 1]);
      }),
    );
  });

  it("finds the most frequent level of a range", () => {
    const histogram = new Histogram(Uint8Array.of(3, 3, 3, 7, 7, 9));
    expect([histogram.mode(0, 256), histogram.mode(4, 256), histogram.mode(8, 256)]).toEqual([3, 7, 9]);
  });
});
