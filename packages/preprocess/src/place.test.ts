import { describe, expect, it } from "vitest";
import { ArgumentError } from "./errors.js";
import { centerByMass, placeDigit } from "./place.js";

const ink = new Uint8Array(30 * 40).fill(200);

describe("placeDigit", () => {
  it("takes a box that is all of the ink", () => {
    const image = placeDigit(ink, 30, { x: 0, y: 0, width: 30, height: 40 });
    expect(image.reduce((sum, value) => sum + value, 0)).toBe(15 * 20 * 200);
  });

  it.each([
    { x: -1, y: 0, width: 10, height: 10 },
    { x: 25, y: 0, width: 10, height: 10 },
    { x: 0, y: 35, width: 10, height: 10 },
    { x: 0, y: 0, width: 0, height: 10 },
    { x: 0, y: 0, width: Number.POSITIVE_INFINITY, height: 10 },
    { x: Number.NaN, y: 0, width: 10, height: 10 },
  ])("refuses the box %o, which is not inside", (box) => {
    expect(() => placeDigit(ink, 30, box)).toThrow(ArgumentError);
  });
});

describe("centerByMass", () => {
  it.each([
    [40, 40, 1600],
    [20, 20, 10],
    [0, 20, 0],
    [19.5, 20, 390],
  ])("refuses %d x %d pixels of %d", (width, height, length) => {
    expect(() => centerByMass(new Uint8Array(length), width, height)).toThrow(ArgumentError);
  });
});
