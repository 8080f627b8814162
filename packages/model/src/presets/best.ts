import type { Preset } from "../recipe.js";

/** For the record: a wider network, trained for many epochs on augmented images. */
export const best: Preset = {
  name: "best",
  description: "for the record: a wider network and many epochs",
  architecture: {
    layers: [
      { kind: "conv2d", filters: 32, kernelSize: 5, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 80, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 160, kernelSize: 3, activation: "relu" },
      { kind: "flatten" },
      { kind: "dropout", rate: 0.3 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  recipe: {
    epochs: 40,
    batchSize: 64,
    optimizer: { name: "adam" },
    learningRate: 0.003,
    schedule: { kind: "linear", warmup: 0.1 },
    augmentation: { shift: 2, rotation: 12, scale: 0.12, shear: 0.2, elastic: 1.6, thickness: 0.5 },
  },
};
