import { Random } from "@mnist/random";
import { describe, expect, it } from "vitest";
import { calibrationOf, energies, fitTemperature, softmax } from "./calibration.js";

describe("softmax", () => {
  it("is exact for known odds, also where exp overflows", () => {
    const logits = Float32Array.from([0, Math.log(3), 1000, 1000 + Math.log(4)]);
    const [a, b, c, d] = softmax(logits, 2);
    expect([a, b]).toEqual([0.25, 0.75]);
    expect(c).toBeCloseTo(0.2, 4);
    expect(d).toBeCloseTo(0.8, 4);
  });

  it("flattens with temperature", () => {
    expect(softmax(Float32Array.of(0, 2 * Math.log(3)), 2, 2)[1]).toBeCloseTo(0.75, 6);
  });
});

describe("energies", () => {
  it("is the log of the sum of exponentials of each row", () => {
    const values = energies(Float32Array.of(0, 0, 500, 500), 2);
    expect(values[0]).toBeCloseTo(Math.log(2), 6);
    expect(values[1]).toBeCloseTo(500 + Math.log(2), 3);
  });
});

describe("fitTemperature", () => {
  it("finds the temperature that labels were drawn with", () => {
    const random = new Random(1, "temperature");
    const [samples, classes, temperature] = [4000, 4, 2.5];
    const logits = Float32Array.from({ length: samples * classes }, () => random.normal(0, 4));
    const truth = softmax(logits, classes, temperature);
    const labels = Uint8Array.from({ length: samples }, (_, i) => {
      let rest = random.uniform();
      for (let c = 0; c < classes - 1; c++) {
        rest -= truth[i * classes + c];
        if (rest < 0) return c;
      }
      return classes - 1;
    });
    expect(fitTemperature(logits, labels)).toBeGreaterThan(2.3);
    expect(fitTemperature(logits, labels)).toBeLessThan(2.7);
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
