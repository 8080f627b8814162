import type { Preset } from "../recipe.js";
import { convolutionalBlocks } from "./blocks.js";

/** For embedding: 7,568 parameters. */
export const tiny: Required<Preset> = {
  name: "tiny",
  description: "for embedding: fewer than 8,000 parameters",
  architecture: convolutionalBlocks([[8], [16], [26]]),
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
