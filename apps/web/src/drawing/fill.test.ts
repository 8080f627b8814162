import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf } from "./fill.js";

const SIDE = 40;

function filled(corners: number[]): Float32Array {
  const plane = new Float32Array(SIDE * SIDE);
  coverageOf(Float64Array.from(corners), SIDE, (row, coverage, left, right) => {
    plane.set(coverage.subarray(left, right), row * SIDE + left);
  });
  return plane;
}

const area = (plane: Float32Array) => plane.reduce((sum, share) => sum + share, 0);

describe("coverageOf", () => {
  it("covers the pixels on an edge by their share", () => {
    const plane = filled([10.25, 5, 20, 5, 20, 6.5, 10.25, 6.5]);
    expect(Array.from(plane.subarray(5 * SIDE + 9, 5 * SIDE + 12))).toEqual([0, 0.75, 1]);
    expect(plane[5 * SIDE + 20]).toBe(0);
    expect(plane[6 * SIDE + 15]).toBe(0.5);
    expect(area(plane)).toBeCloseTo(9.75 * 1.5, 5);
  });

  it("counts what is wound around twice once, in either direction", () => {
    const square = [10, 10, 20, 10, 20, 20, 10, 20];
    const reversed = [10, 10, 10, 20, 20, 20, 20, 10];
    for (const corners of [[...square, ...square], reversed])
      expect(area(filled(corners))).toBeCloseTo(100, 4);
  });

  it("leaves out what lies beyond the sides", () => {
    const plane = filled([-10, -10, 5, -10, 5, 5, -10, 5]);
    expect(area(plane)).toBeCloseTo(25, 4);
    expect(area(filled([50, 50, 60, 50, 60, 60]))).toBe(0);
  });

  it("gives any triangle its area", () => {
    const coordinate = fc.double({ min: 0, max: SIDE, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate, coordinate, coordinate, coordinate, coordinate),
        (corners) => {
          const [ax, ay, bx, by, cx, cy] = corners;
          const exact = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
          // Lines lie a quarter of a pixel apart, so a corner's tip may be missed or overdone by less than a line.
          expect(Math.abs(area(filled(corners)) - exact)).toBeLessThan(SIDE / 4);
        },
      ),
    );
  });
});
