import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadMnist } from "@mnist/dataset";
import { describe, expect, it } from "vitest";
import { evaluate } from "./evaluate.js";
import type { Layer } from "./layers.js";
import { loadModel, saveModel } from "./model-folder.js";
import { train } from "./train.js";

const layers: Layer[] = [
  { kind: "conv2d", filters: 8, kernelSize: 3, padding: "same", useBias: false, initializer: "heNormal" },
  { kind: "batchNormalization", momentum: 0.8 },
  { kind: "activation", activation: "relu" },
  { kind: "conv2d", filters: 12, kernelSize: 5, strides: 2, padding: "same", useBias: false },
  { kind: "batchNormalization", momentum: 0.8, epsilon: 0.01 },
  { kind: "activation", activation: "swish" },
  { kind: "depthwiseConv2d", kernelSize: 3, padding: "same", activation: "relu" },
  { kind: "averagePooling2d", poolSize: 2 },
  { kind: "conv2d", filters: 16, kernelSize: 3, strides: 2, activation: "elu" },
  { kind: "maxPooling2d", poolSize: 2, strides: 1, padding: "same" },
  { kind: "conv2d", filters: 16, kernelSize: 1, activation: "tanh" },
  { kind: "globalAveragePooling2d" },
  { kind: "dropout", rate: 0.1 },
  { kind: "dense", units: 10, activation: "softmax" },
];

describe("every kind of layer", () => {
  it("learns with averaged weights, and reads the same digits when saved and opened anywhere", async () => {
    const mnist = await loadMnist();
    const part = (count: number) => ({
      images: mnist.train.images.slice(0, count * 784),
      labels: mnist.train.labels.slice(0, count),
    });
    const { artifacts, history } = await train({
      data: part(2000),
      preset: {
        name: "every kind",
        description: "for tests",
        architecture: { layers },
        recipe: {
          epochs: 6,
          batchSize: 32,
          optimizer: { name: "adamw", weightDecay: 0.02 },
          learningRate: 0.01,
          schedule: { kind: "oneCycle", final: 0.01 },
          movingAverage: { decay: 0.95 },
        },
      },
      seed: 2,
      threads: 2,
    });
    const folder = await mkdtemp(join(tmpdir(), "mnist-layers-"));
    await saveModel(folder, artifacts);
    const saved = await loadModel(folder);
    await rm(folder, { recursive: true });

    const ours = await evaluate(saved, part(2000));
    expect(ours.accuracy).toBeGreaterThan(0.93);
    // Averages with moving statistics of other weights would read worse than what was trained.
    expect(ours.loss).toBeLessThan(history[5].loss);
    expect(ours.probabilities).toEqual((await evaluate(artifacts, part(2000))).probabilities);
    const stock = await evaluate(saved, part(200), { backend: "tfjs-cpu" });
    for (const [i, probability] of stock.probabilities.entries()) {
      expect(Math.abs(probability - ours.probabilities[i])).toBeLessThan(1e-5);
    }
  });
});
