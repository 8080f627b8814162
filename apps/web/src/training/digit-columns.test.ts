import { describe, expect, it } from "vitest";
import { digitColumns } from "./digit-columns.js";

describe("digitColumns", () => {
  it("leaves out what is no digit", () => {
    const two = Float32Array.from({ length: 22 }, (_, i) => i);
    expect(Array.from(digitColumns(two, 2))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    ]);
  });

  it("hands on what has no more than the digits", () => {
    const one = new Float32Array(10);
    expect(digitColumns(one, 1)).toBe(one);
  });
});
