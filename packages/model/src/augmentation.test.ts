import { loadMnist } from "@mnist/dataset";
import { describe, expect, it } from "vitest";
// The built package: workers load the augmentation from its files.
import { type TrainOptions, train } from "../dist/index.js";

describe("training with augmentation", () => {
  it("is repeatable with any number of threads, and differs from training without", async () => {
    const mnist = await loadMnist();
    const data = { images: mnist.train.images.slice(0, 200 * 784), labels: mnist.train.labels.slice(0, 200) };
    const weights = async (
      threads: number,
      augmentation: NonNullable<TrainOptions["recipe"]>["augmentation"],
    ) => {
      const { artifacts } = await train({
        data,
        preset: "tiny",
        epochs: 1,
        batchSize: 16,
        seed: 3,
        threads,
        recipe: { augmentation },
      });
      return Buffer.from(artifacts.weightData).toString("hex");
    };
    const options = {
      shift: 2,
      rotation: 15,
      scale: 0.15,
      shear: 0.2,
      elastic: 2,
      thickness: 0.7,
      cutout: 8,
      specks: 3,
      lines: 2,
      blur: 1,
      contrast: 0.4,
      brightness: 0.3,
      noise: 0.15,
    };
    const augmented = await weights(1, options);
    expect(await weights(2, options)).toBe(augmented);
    expect(await weights(1, undefined)).not.toBe(augmented);
  });
});
