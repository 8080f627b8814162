import type { Preset } from "../recipe.js";
import { convolutionalBlocks } from "./blocks.js";

/** What `mnist train` uses: the best that about a minute gives. */
export const standard: Required<Preset> = {
  name: "default",
  description: "the best that about a minute of training gives",
  architecture: convolutionalBlocks([[24], [48], [96]]),
  recipe: {
    epochs: 7,
    batchSize: 64,
    optimizer: { name: "adam" },
    learningRate: 0.003,
    schedule: { kind: "linear", warmup: 0.15 },
    labelSmoothing: 0.05,
    augmentation: { shift: 1, rotation: 8, scale: 0.08, shear: 0.1, elastic: 0.8, thickness: 0.2 },
  },
};
