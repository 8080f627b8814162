import { calibrationCurve, evaluateClassifier } from "@mnist/metrics";
import { describe, expect, it } from "vitest";
import { compareResults, outcomes } from "./comparison.js";

/** The result of a network that is sure of each of its predictions. */
function resultOf(labels: number[], predictions: number[]) {
  const probabilities = Float32Array.from(
    labels.flatMap((_, i) => Array.from({ length: 10 }, (_, d) => Number(d === predictions[i]))),
  );
  return {
    evaluation: evaluateClassifier({ probabilities, labels: Uint8Array.from(labels) }),
    calibration: calibrationCurve(Uint8Array.from(labels), probabilities),
    images: new Uint8Array(labels.length * 784),
    labels: Uint8Array.from(labels),
    predictions: Uint8Array.from(predictions),
    confidences: new Float32Array(labels.length).fill(1),
    probabilities,
  };
}

describe("compareResults", () => {
  it("tells for each image which network read it right", () => {
    const labels = [1, 2, 3, 4, 5];
    const first = resultOf(labels, [1, 2, 0, 0, 5]);
    const second = resultOf(labels, [1, 0, 3, 0, 5]);
    const { outcomes: found, counts, accuracy, test } = compareResults(first, second);
    expect(Array.from(found, (i) => outcomes[i])).toEqual([
      "both right",
      "only the first",
      "only the second",
      "neither",
      "both right",
    ]);
    expect(counts).toEqual([2, 1, 1, 1]);
    expect(accuracy).toBeCloseTo(0.6, 10);
    expect(test).toEqual({ onlyFirstRight: 1, onlySecondRight: 1, pValue: 1 });
  });
});
