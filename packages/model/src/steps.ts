import { Random } from "@mnist/random";
import type { Recipe } from "./recipe.js";
import { scheduleFactor } from "./schedule.js";

/** The last batch of an epoch holds what is left, so no sample is skipped. */
export function stepsPerEpoch(samples: number, batchSize: number): number {
  return Math.ceil(samples / batchSize);
}

/** The order of the samples in an epoch (0-based): a permutation from the stream (seed, "order"), lane `epoch`. */
export function epochOrder(samples: number, seed: number, epoch: number): Uint32Array {
  return new Random(seed, "order").lane(epoch).permutation(samples);
}

/** The learning rates of the steps from `first` up to `end`, of a run of `steps`. */
export function learningRates(recipe: Recipe, first: number, end: number, steps: number): Float32Array {
  return Float32Array.from(
    { length: end - first },
    (_, i) => recipe.learningRate * scheduleFactor(recipe.schedule, first + i, steps),
  );
}

/** Training images seen after `step` steps, counted once per epoch. */
export function imagesSeen(step: number, samples: number, batchSize: number): number {
  const perEpoch = stepsPerEpoch(samples, batchSize);
  return Math.floor(step / perEpoch) * samples + (step % perEpoch) * batchSize;
}
