import type { AugmentOptions } from "@mnist/preprocess/augment";
import type { Recipe } from "./recipe.js";
import { stepsPerEpoch } from "./steps.js";

/** The module that the executor's workers load to alter training images: complete in itself, see tsup.config.ts. */
const module = new URL("./augment-worker.js", import.meta.url).href;

/** How images are altered at which step of a run; none where there is no augmentation. */
export interface AugmentPlan {
  augmentation?: AugmentOptions;
  /** From step `firstStep` on (0-based) this instead. */
  finish?: { firstStep: number; augmentation?: AugmentOptions };
}

/** What the trainer of a run on `samples` images gets as its `augment`. */
export function augmentOf({ augmentation, finish, epochs, batchSize }: Recipe, samples: number) {
  if (!augmentation && !finish?.augmentation) return undefined;
  const firstStep = stepsPerEpoch(samples, batchSize) * (epochs - (finish?.epochs ?? 0));
  const options: AugmentPlan = {
    augmentation,
    ...(finish && { finish: { firstStep, augmentation: finish.augmentation } }),
  };
  return { module, options };
}
