import type { Preset } from "../recipe.js";

/** What `mnist train` uses: the best that about a minute gives. */
export const standard: Preset = {
  name: "default",
  description: "the best that about a minute of training gives",
  architecture: {
    layers: [
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 64, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 128, kernelSize: 3, activation: "relu" },
      { kind: "flatten" },
      { kind: "dropout", rate: 0.3 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  recipe: {
    epochs: 8,
    batchSize: 64,
    optimizer: { name: "adam" },
    learningRate: 0.003,
    schedule: { kind: "linear", warmup: 0.15 },
    augmentation: { shift: 1.5, rotation: 10, scale: 0.1, shear: 0.15, elastic: 1.2, thickness: 0.4 },
  },
};
