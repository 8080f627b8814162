import type { Preset } from "../recipe.js";

/** For embedding: 7,568 parameters. */
export const tiny: Preset = {
  name: "tiny",
  description: "for embedding: fewer than 8,000 parameters",
  architecture: {
    layers: [
      { kind: "conv2d", filters: 8, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "conv2d", filters: 16, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "conv2d", filters: 26, kernelSize: 3, activation: "relu" },
      { kind: "batchNormalization", momentum: 0.9 },
      { kind: "flatten" },
      { kind: "dense", units: 10, activation: "softmax", initializer: "zeros" },
    ],
  },
  recipe: {
    epochs: 20,
    batchSize: 64,
    optimizer: { name: "adam" },
    learningRate: 0.005,
    schedule: { kind: "linear", warmup: 0.15 },
    labelSmoothing: 0.05,
    augmentation: { shift: 1, rotation: 8, scale: 0.08, shear: 0.1, elastic: 0.8, thickness: 0.2 },
  },
};
