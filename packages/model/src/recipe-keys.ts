import type { OptimizerOptions } from "@mnist/runtime";
import { checkKeys, type Keys } from "./check-keys.js";
import type { Recipe } from "./recipe.js";
import type { Schedule } from "./schedule.js";

const recipeKeys: Keys<Recipe> = {
  epochs: true,
  batchSize: true,
  optimizer: true,
  learningRate: true,
  schedule: true,
  labelSmoothing: true,
  l2: true,
  clipNorm: true,
  movingAverage: true,
  augmentation: true,
  finish: true,
  earlyStopping: true,
};

const finishKeys: Keys<NonNullable<Recipe["finish"]>> = { epochs: true, augmentation: true };

const scheduleKeys: { [Kind in Schedule["kind"]]: Keys<Extract<Schedule, { kind: Kind }>> } = {
  constant: { kind: true },
  linear: { kind: true, warmup: true, final: true },
  cosine: { kind: true, warmup: true, final: true },
  oneCycle: { kind: true, peak: true, final: true },
};

const optimizerKeys: { [Name in OptimizerOptions["name"]]: Keys<Extract<OptimizerOptions, { name: Name }>> } =
  {
    sgd: { name: true },
    momentum: { name: true, momentum: true },
    nesterov: { name: true, momentum: true },
    rmsprop: { name: true, decay: true, momentum: true, epsilon: true },
    adam: { name: true, beta1: true, beta2: true, epsilon: true },
    adamw: { name: true, beta1: true, beta2: true, epsilon: true, weightDecay: true },
  };

/**
 * Refuses misspelled keys, which would leave a default in force unnoticed; those of an augmentation are known to
 * `@mnist/preprocess`, and kinds and names that do not exist are left to the checks of their values.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` naming the first unknown key and the known ones
 */
export function checkRecipeKeys(recipe: Recipe): void {
  const { schedule, optimizer, movingAverage, finish, earlyStopping } = recipe;
  checkKeys("recipe", recipe, recipeKeys);
  checkKeys("recipe.schedule", schedule, scheduleKeys[schedule?.kind]);
  checkKeys("recipe.optimizer", optimizer, optimizerKeys[optimizer?.name]);
  checkKeys("recipe.movingAverage", movingAverage, { decay: true });
  checkKeys("recipe.finish", finish, finishKeys);
  checkKeys("recipe.earlyStopping", earlyStopping, { patience: true });
}
