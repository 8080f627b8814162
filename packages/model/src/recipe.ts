import { type AugmentOptions, checkAugmentOptions } from "@mnist/preprocess/augment";
import type { OptimizerOptions } from "@mnist/runtime";
import { check } from "./check.js";
import { checkGiven } from "./check-given.js";
import { ModelError } from "./errors.js";
import type { Architecture } from "./layers.js";
import { checkRecipeKeys } from "./recipe-keys.js";
import { type Schedule, scheduleKinds } from "./schedule.js";

/** How a network is trained. */
export interface Recipe {
  epochs: number;
  batchSize: number;
  optimizer: OptimizerOptions;
  /** The peak, which `schedule` scales. */
  learningRate: number;
  schedule: Schedule;
  /** Share of the target spread over all classes; default 0. */
  labelSmoothing?: number;
  /** Adds `l2 * sum(w^2)` over all kernels to the objective; default none. */
  l2?: number;
  /** Gradients are scaled down to this global L2 norm; default none. */
  clipNorm?: number;
  /** An exponential moving average of the weights is kept, and is the result; default none. */
  movingAverage?: { decay: number };
  /** Every image of every step is altered in this way; default none. */
  augmentation?: AugmentOptions;
  /**
   * The last epochs are augmented in another way: `augmentation` instead of the recipe's own, or not at all without
   * it. Ends training on images like those it will meet (He et al., Data Augmentation Revisited, 2019).
   */
  finish?: { epochs: number; augmentation?: AugmentOptions };
  /** Stops when the validation loss did not fall for `patience` epochs, and keeps the best weights; default none. */
  earlyStopping?: { patience: number };
}

/** A network and how to train it, under a name. */
export interface Preset {
  name: string;
  /** What it is for, in a few words. */
  description?: string;
  architecture: Architecture;
  recipe: Recipe;
}

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` naming the first key that is unknown or value that is out of its range */
export function checkRecipe(recipe: Recipe): void {
  checkGiven({ optimizer: recipe.optimizer, schedule: recipe.schedule });
  checkRecipeKeys(recipe);
  const { epochs, batchSize, learningRate, labelSmoothing = 0, movingAverage, earlyStopping } = recipe;
  check("epochs", epochs, Number.isInteger(epochs) && epochs >= 1, "an integer of at least 1");
  check("batchSize", batchSize, Number.isInteger(batchSize) && batchSize >= 1, "an integer of at least 1");
  checkSchedule(recipe.schedule);
  check("learningRate", learningRate, learningRate > 0 && learningRate < 1e3, "above 0 and below 1000");
  check("labelSmoothing", labelSmoothing, labelSmoothing >= 0 && labelSmoothing < 1, "from 0 to below 1");
  if (recipe.clipNorm !== undefined) check("clipNorm", recipe.clipNorm, recipe.clipNorm > 0, "above 0");
  if (recipe.l2 !== undefined) check("l2", recipe.l2, recipe.l2 >= 0, "0 or more");
  if (recipe.augmentation) checkAugmentation(recipe.augmentation);
  if (movingAverage) {
    const { decay } = movingAverage;
    check("movingAverage.decay", decay, decay >= 0 && decay < 1, "from 0 to below 1");
  }
  if (recipe.finish) {
    const { epochs } = recipe.finish;
    if (recipe.finish.augmentation) checkAugmentation(recipe.finish.augmentation);
    check("finish.epochs", epochs, Number.isInteger(epochs) && epochs >= 0, "an integer of at least 0");
  }
  if (earlyStopping) {
    const { patience } = earlyStopping;
    check(
      "earlyStopping.patience",
      patience,
      Number.isInteger(patience) && patience >= 1,
      "an integer of at least 1",
    );
  }
}

function checkAugmentation(options: AugmentOptions): void {
  try {
    checkAugmentOptions(options);
  } catch (error) {
    throw new ModelError("ERR_MNIST_ARGUMENT", `augmentation: ${(error as Error).message}`, { cause: error });
  }
}

function checkSchedule(schedule: Schedule): void {
  const { kind, ...shares } = schedule;
  check("schedule.kind", kind, scheduleKinds.includes(kind), `one of ${scheduleKinds.join(", ")}`);
  for (const [name, share] of Object.entries(shares) as [string, unknown][]) {
    const valid = typeof share === "number" && share >= 0 && share <= 1;
    check(`schedule.${name}`, share, share === undefined || valid, "from 0 to 1");
  }
}

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` */
export function checkSeed(seed: number): void {
  check(
    "seed",
    seed,
    Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32,
    "an integer from 0 to 4294967295",
  );
}
