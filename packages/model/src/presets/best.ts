import type { Preset } from "../recipe.js";
import { convolutionalBlocks } from "./blocks.js";

/** For the record: a deeper network, trained for many epochs on augmented images. */
export const best: Required<Preset> = {
  name: "best",
  description: "for the record: a deeper network and more epochs",
  architecture: convolutionalBlocks([[32, 32], [64, 64], [128]], 0.3),
  recipe: {
    epochs: 24,
    batchSize: 64,
    optimizer: { name: "adam" },
    learningRate: 0.003,
    schedule: { kind: "linear", warmup: 0.15 },
    labelSmoothing: 0.05,
    augmentation: { shift: 2, rotation: 15, scale: 0.15, shear: 0.25, elastic: 1.6, thickness: 0.6 },
    finish: {
      epochs: 8,
      augmentation: { shift: 1, rotation: 10, scale: 0.1, shear: 0.15, elastic: 1, thickness: 0.4 },
    },
  },
};
