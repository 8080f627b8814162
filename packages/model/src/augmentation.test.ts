import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadMnist } from "@mnist/dataset";
import { beforeAll, describe, expect, it } from "vitest";
// The built package: workers load the augmentation from its files.
import { type Recipe, type Samples, type TrainOptions, train } from "../dist/index.js";

const strong = {
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
const weak = { shift: 1 };
let data: Samples;

beforeAll(async () => {
  const mnist = await loadMnist();
  data = { images: mnist.train.images.slice(0, 200 * 784), labels: mnist.train.labels.slice(0, 200) };
});

async function weights(recipe: Partial<Recipe>, options: Partial<TrainOptions> = {}) {
  const fixed = { data, preset: "tiny", batchSize: 16, seed: 3, threads: 2 } as const;
  const { artifacts } = await train({ ...fixed, epochs: 1, recipe, ...options });
  return Buffer.from(artifacts.weightData).toString("hex");
}

describe("training with augmentation", () => {
  it("is repeatable with any number of threads, and differs from training without", async () => {
    const augmented = await weights({ augmentation: strong });
    expect(await weights({ augmentation: strong }, { threads: 1 })).toBe(augmented);
    expect(await weights({ augmentation: undefined })).not.toBe(augmented);
  });

  it("finishes with another augmentation, or with none", async () => {
    const none = await weights({ augmentation: undefined });
    const whole = await weights({ augmentation: weak });
    expect(await weights({ augmentation: strong, finish: { epochs: 1 } })).toBe(none);
    expect(await weights({ augmentation: strong, finish: { epochs: 1, augmentation: weak } })).toBe(whole);
    expect(await weights({ augmentation: undefined, finish: { epochs: 1, augmentation: weak } })).toBe(whole);
    expect(await weights({ augmentation: weak, finish: { epochs: 0 } })).toBe(whole);
  });

  it("goes on in the middle of such a finish to the very same weights", async () => {
    const recipe = { augmentation: strong, finish: { epochs: 2, augmentation: weak } };
    const whole = await weights(recipe, { epochs: 3 });
    expect(await weights({ augmentation: strong }, { epochs: 3 })).not.toBe(whole);
    const checkpointDir = await mkdtemp(join(tmpdir(), "mnist-finish-"));
    for (const stop of [12, 14, 30]) {
      const controller = new AbortController();
      const onProgress: TrainOptions["onProgress"] = ({ step }) => step >= stop && controller.abort();
      const interrupted = { epochs: 3, checkpointDir, resume: true, onProgress, signal: controller.signal };
      await expect(weights(recipe, interrupted)).rejects.toThrow();
    }
    expect(await weights(recipe, { epochs: 3, checkpointDir, resume: true })).toBe(whole);
    await rm(checkpointDir, { recursive: true });
  });
});
