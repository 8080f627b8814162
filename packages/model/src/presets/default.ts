import type { Preset } from "../recipe.js";

/** What `mnist train` uses: the best that about a minute gives. */
export const standard: Preset = {
  name: "default",
  description: "the best that about a minute of training gives",
  architecture: {
    layers: [
      { kind: "conv2d", filters: 24, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "conv2d", filters: 48, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "conv2d", filters: 96, kernelSize: 3, activation: "relu" },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "flatten" },
      { kind: "dense", units: 10, activation: "softmax", initializer: "zeros" },
    ],
  },
  recipe: {
    epochs: 9,
    batchSize: 64,
    optimizer: { name: "adam" },
    learningRate: 0.003,
    schedule: { kind: "linear", warmup: 0.15 },
    labelSmoothing: 0.05,
    augmentation: { shift: 1, rotation: 8, scale: 0.08, shear: 0.1, elastic: 0.8, thickness: 0.2 },
  },
};
