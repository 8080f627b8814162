import { describe, expect, it } from "vitest";
import { saliencyMap } from "./saliency.js";

describe("saliencyMap", () => {
  it("is the gradient of the log odds against the second best, on a scale of its largest value", async () => {
    const image = new Uint8Array(784).fill(100);
    // Black and white pixels can be changed in one direction only.
    image[4] = 0;
    image[5] = 255;
    // log p3 - log p8 = 2 x pixel 3 - pixel 4 + 1 x pixel 5, in units of full ink; others do not matter.
    const probabilitiesOf = async (images: Uint8Array) => {
      const probabilities = new Float32Array((images.length / 784) * 10).fill(1e-4);
      for (let i = 0; i < images.length / 784; i++) {
        const [a, b, c] = images.subarray(i * 784 + 3, i * 784 + 6);
        const odds = (2 * a - b + c) / 255;
        probabilities[10 * i + 3] = 1 / (1 + Math.exp(-odds));
        probabilities[10 * i + 8] = 1 - 1 / (1 + Math.exp(-odds));
      }
      return probabilities;
    };
    const { digit, rival, values } = await saliencyMap(image, probabilitiesOf);
    expect([digit, rival]).toEqual([3, 8]);
    expect(values[3]).toBe(1);
    expect(values[4]).toBeCloseTo(-0.5, 3);
    expect(values[5]).toBeCloseTo(0.5, 3);
    expect(values.reduce((sum, value) => sum + Math.abs(value), 0)).toBeCloseTo(2, 2);
  });
});
