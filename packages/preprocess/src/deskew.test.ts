import { describe, expect, it } from "vitest";
import { deskew } from "./deskew.js";

/** A bar of 9 pixels, 60 high, that leans by `slope` pixels per pixel down. */
function bar(slope: number) {
  const data = new Float32Array(120 * 60);
  for (let y = 0; y < 60; y++) {
    for (let x = 0; x < 120; x++) {
      const distance = Math.abs(x - 60 - slope * (y - 29.5));
      data[y * 120 + x] = 255 * Math.min(1, Math.max(0, 5 - distance));
    }
  }
  return { data, width: 120, height: 60 };
}

describe("deskew", () => {
  it.each([-0.6, -0.2, 0.15, 0.5])("sets a bar leaning by %d upright", (slope) => {
    const upright = deskew(bar(slope));
    expect(upright.slope).toBeCloseTo(slope, 1);
    expect(upright.ink.width).toBeLessThanOrEqual(13);
    expect(deskew(upright.ink).slope).toBeCloseTo(0, 2);
  });

  it("keeps the mass", () => {
    const ink = bar(0.4);
    const sum = (data: Float32Array) => data.reduce((total, v) => total + v, 0);
    expect(sum(deskew(ink).ink.data) / sum(ink.data)).toBeCloseTo(1, 2);
  });

  it("leaves an upright digit as it is", () => {
    const ink = bar(0);
    expect(deskew(ink).ink).toBe(ink);
  });
});
