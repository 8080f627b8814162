import type { Preset } from "../recipe.js";

/** For the record: a wider network, trained for many epochs on augmented images. */
export const best: Preset = {
  name: "best",
  description: "for the record: a wider network and more epochs",
  architecture: {
    layers: [
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "conv2d", filters: 64, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "conv2d", filters: 128, kernelSize: 3, activation: "relu" },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "flatten" },
      { kind: "dropout", rate: 0.3 },
      { kind: "dense", units: 10, activation: "softmax", initializer: "zeros" },
    ],
  },
  recipe: {
    epochs: 24,
    batchSize: 64,
    optimizer: { name: "adam" },
    learningRate: 0.003,
    schedule: { kind: "linear", warmup: 0.15 },
    labelSmoothing: 0.05,
    augmentation: { shift: 1.5, rotation: 10, scale: 0.1, shear: 0.15, elastic: 1.2, thickness: 0.4 },
  },
};
