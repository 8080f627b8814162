import { createModel } from "./create-model.js";
import { ModelError } from "./errors.js";
import type { ExecutorOptions } from "./executor.js";
import { createExecutor } from "./executors.js";
import type { Preset } from "./recipe.js";
import { countSamples, type Samples } from "./samples.js";
import { epochOrder } from "./steps.js";

export interface FindLearningRateOptions extends ExecutorOptions {
  data: Samples;
  preset: Preset;
  seed?: number;
  /** Learning rates tried, from `low` to `high` in equal ratios; default 100. */
  steps?: number;
  /** Default 1e-5. */
  low?: number;
  /** Default 1. */
  high?: number;
  signal?: AbortSignal;
}

export interface LearningRateCurve {
  learningRates: number[];
  /** Smoothed training loss after each step; ends where it has grown to 4 times its lowest. */
  losses: number[];
  /** Where the loss falls fastest per decade: a good peak for the recipe's schedule. */
  suggestion: number;
}

/**
 * Learning-rate range test (Smith, Cyclical Learning Rates for Training Neural Networks, 2017): one short run in
 * which the learning rate grows from step to step, on a fresh network of the preset's architecture.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when the range is empty or there are fewer than 10 steps
 */
export async function findLearningRate(options: FindLearningRateOptions): Promise<LearningRateCurve> {
  const { data, preset, seed = 0, steps = 100, low = 1e-5, high = 1, signal } = options;
  if (!(low > 0 && high > low && steps >= 10)) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `the range must go from above 0 to more in at least 10 steps, got ${low} to ${high} in ${steps}`,
    );
  }
  const { batchSize, optimizer, labelSmoothing, clipNorm } = preset.recipe;
  const rates = Array.from({ length: steps }, (_, i) => low * (high / low) ** (i / (steps - 1)));
  const executor = await createExecutor(createModel(preset.architecture, { seed }), options);
  try {
    const samples = countSamples(data, executor);
    const trainer = await executor.trainer({
      optimizer,
      labelSmoothing,
      clipNorm,
      seed,
      data,
      maxBatchSize: Math.min(batchSize, samples),
    });
    const losses: number[] = [];
    let average = 0;
    let order = epochOrder(samples, seed, 0);
    let used = 0;
    for (const [step, learningRate] of rates.entries()) {
      if (used >= samples) {
        order = epochOrder(samples, seed, step);
        used = 0;
      }
      const { loss } = await trainer.step(order.slice(used, used + batchSize), { learningRate, signal });
      used += batchSize;
      average = smoothing * average + (1 - smoothing) * loss;
      const smoothed = average / (1 - smoothing ** (step + 1));
      if (!Number.isFinite(smoothed) || smoothed > 4 * Math.min(smoothed, ...losses)) break;
      losses.push(smoothed);
    }
    trainer.close();
    return { learningRates: rates.slice(0, losses.length), losses, suggestion: rates[steepest(losses)] };
  } finally {
    await executor.close();
  }
}

/** Weight of the past in the running mean of the loss, whose start at 0 is corrected for. */
const smoothing = 0.9;

/** Where the loss falls most from one step to the next; the rates are in equal ratios, so steps are equal. */
function steepest(losses: number[]): number {
  let best = 0;
  for (let i = 1; i + 1 < losses.length; i++) {
    if (losses[i + 1] - losses[i - 1] < losses[best + 1] - (losses[best - 1] ?? losses[best])) best = i;
  }
  return best;
}
