import type { Preset } from "../recipe.js";

/** 99 % in seconds: one epoch of a small network with three convolutions. */
export const fast: Preset = {
  name: "fast",
  description: "for the impatient: 99 % in a few seconds",
  architecture: {
    layers: [
      { kind: "conv2d", filters: 16, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "conv2d", filters: 64, kernelSize: 3, activation: "relu" },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "flatten" },
      { kind: "dense", units: 10, activation: "softmax", initializer: "zeros" },
    ],
  },
  recipe: {
    epochs: 1,
    batchSize: 64,
    optimizer: { name: "adam" },
    learningRate: 0.01,
    schedule: { kind: "linear", warmup: 0.15 },
    labelSmoothing: 0.05,
  },
};
