import { loadMnist } from "@mnist/dataset";
import { describe, expect, it } from "vitest";
import { findLearningRate } from "./learning-rate-finder.js";
import { presets } from "./presets/index.js";

describe("findLearningRate", () => {
  it("suggests a rate between doing nothing and diverging", async () => {
    const { train } = await loadMnist();
    const data = { images: train.images.slice(0, 2000 * 784), labels: train.labels.slice(0, 2000) };
    const options = { data, preset: presets.tiny, seed: 1, high: 10, threads: 1 };
    const curve = await findLearningRate(options);
    expect(curve.learningRates).toHaveLength(curve.losses.length);
    const lowest = Math.min(...curve.losses);
    expect(curve.losses.at(-1)).toBeGreaterThan(lowest);
    expect(curve.suggestion).toBeLessThan(curve.learningRates[curve.losses.indexOf(lowest)]);
    expect(curve.suggestion).toBeGreaterThan(2e-4);
    expect(curve.suggestion).toBeLessThan(0.1);
    expect(await findLearningRate(options)).toEqual(curve);
  });

  it.each([{ low: 1, high: 0.1 }, { steps: 12.5 }, { steps: Number.POSITIVE_INFINITY }])(
    "refuses a range that is none: %o",
    async (range) => {
      const data = { images: new Uint8Array(784), labels: new Uint8Array(1) };
      await expect(findLearningRate({ data, preset: presets.tiny, ...range })).rejects.toMatchObject({
        code: "ERR_MNIST_ARGUMENT",
      });
    },
  );
});
