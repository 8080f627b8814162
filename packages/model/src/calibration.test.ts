import { describe, expect, it } from "vitest";
import { calibrationOf, energies } from "./calibration.js";

describe("energies", () => {
  it("is the log of the sum of exponentials of each row", () => {
    const values = energies(Float32Array.of(0, 0, 500, 500), 2);
    expect(values[0]).toBeCloseTo(Math.log(2), 6);
    expect(values[1]).toBeCloseTo(500 + Math.log(2), 3);
  });
});

describe("calibrationOf", () => {
  it("ignores what is no calibration", () => {
    const none = { temperature: 1, minimumEnergy: Number.NEGATIVE_INFINITY };
    expect(calibrationOf({})).toEqual(none);
    expect(calibrationOf({ calibration: { temperature: -1, minimumEnergy: "x" } })).toEqual(none);
    const calibration = { temperature: 1.5, minimumEnergy: 3 };
    expect(calibrationOf({ calibration })).toEqual(calibration);
  });
});
