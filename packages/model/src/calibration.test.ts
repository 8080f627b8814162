import { describe, expect, it } from "vitest";
import { calibrationOf, digitLogits, digitProbability, digitScores } from "./calibration.js";

describe("digitScores", () => {
  it("is the log of the sum of exponentials, also where exp overflows", () => {
    const values = digitScores(Float32Array.of(0, 0, 500, 500), 2, 2);
    expect(values[0]).toBeCloseTo(Math.log(2), 6);
    expect(values[1]).toBeCloseTo(500 + Math.log(2), 3);
  });

  it("is the log odds against a last output for what is not a digit", () => {
    const values = digitScores(Float32Array.of(Math.log(2), Math.log(4), Math.log(3)), 3, 2);
    expect(values[0]).toBeCloseTo(Math.log((2 + 4) / 3), 6);
  });
});

describe("digitProbability", () => {
  const calibration = { classes: 10, temperature: 1, threshold: 3, slope: 2 };

  it("is one half at the threshold and grows by the slope", () => {
    expect(digitProbability(3, calibration)).toBe(0.5);
    expect(digitProbability(4, calibration)).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
  });

  it("is 1 for every image when there is no threshold", () => {
    expect(digitProbability(-1e9, calibrationOf({}, 10))).toBe(1);
  });
});

describe("digitLogits", () => {
  it("leaves out the last output where it is no digit", () => {
    const logits = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(digitLogits(logits, 3, 2)).toEqual(Float32Array.of(1, 2, 4, 5));
    expect(digitLogits(logits, 3, 3)).toBe(logits);
  });
});

describe("calibrationOf", () => {
  it("ignores what is no calibration", () => {
    const none = { classes: 10, temperature: 1, threshold: Number.NEGATIVE_INFINITY, slope: 1 };
    expect(calibrationOf({}, 10)).toEqual(none);
    const nonsense = { classes: 3, temperature: -1, threshold: "x", slope: 0 };
    expect(calibrationOf({ calibration: nonsense }, 10)).toEqual(none);
    const calibration = { classes: 10, temperature: 1.5, threshold: 3, slope: 0.5 };
    expect(calibrationOf({ calibration }, 11)).toEqual(calibration);
  });
});
