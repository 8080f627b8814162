import { describe, expect, it } from "vitest";
import { auditLabels, suspectLabels } from "./audit.js";

describe("suspectLabels", () => {
  // Thresholds: class 0 (0.9 + 0.8 + 0.1) / 3 = 0.6, class 1 (0.7 + 0.9 + 0.45) / 3 = 0.683.
  const labels = Uint8Array.of(0, 0, 0, 1, 1, 1);
  const probabilities = Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.3, 0.7, 0.1, 0.9, 0.55, 0.45);

  it("names samples that reach another class's threshold, the most suspect first", () => {
    expect(suspectLabels(probabilities, labels)).toEqual([
      { index: 2, label: 0, suggested: 1, margin: expect.closeTo(-0.8, 6) },
    ]);
  });

  it("orders by margin", () => {
    const more = Float32Array.from(probabilities);
    more.set([0.95, 0.05], 10); // now class 0 needs 0.6 and sample 5, labeled 1, has 0.95
    expect(suspectLabels(more, labels).map(({ index }) => index)).toEqual([5, 2]);
  });

  it("refuses probabilities that do not fit the labels", () => {
    expect(() => suspectLabels(new Float32Array(11), labels)).toThrow(/11 probabilities/);
    expect(() => suspectLabels(probabilities, Uint8Array.of(2, 0, 0, 1, 1, 1))).toThrow(/label 0 is 2/);
  });
});

describe("auditLabels", () => {
  it("refuses a seed that is none, and no data", async () => {
    const data = { images: new Uint8Array(2 * 784), labels: new Uint8Array(2) };
    const refusal = { code: "ERR_MNIST_ARGUMENT" };
    await expect(auditLabels({ data, folds: 2, seed: -1 })).rejects.toMatchObject(refusal);
    await expect(auditLabels({} as { data: typeof data })).rejects.toMatchObject(refusal);
  });
});
