import { describe, expect, it } from "vitest";
import { counted, lossText } from "./format.js";

describe("lossText", () => {
  it.each([
    [0.0324, "0.032"],
    [2.25, "2.250"],
    [24_296_460_802.9, "2.4e+10"],
    [Number.NaN, "NaN"],
  ])("says %d as %s", (loss, text) => {
    expect(lossText(loss)).toBe(text);
  });
});

describe("counted", () => {
  it("knows one from several", () => {
    expect([counted(1, "drawing"), counted(1234, "drawing"), counted(0, "drawing")]).toEqual([
      "1 drawing",
      "1,234 drawings",
      "0 drawings",
    ]);
  });
});
