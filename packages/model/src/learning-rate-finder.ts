import { checkGiven } from "./check-given.js";
import { createArtifacts } from "./create-artifacts.js";
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
  /** Smoothed training loss of each step; ends before the loss is 4 times its lowest. */
  losses: number[];
  /** A tenth of the rate at the lowest loss: a good peak for the recipe's schedule, safely before it diverges. */
  suggestion: number;
}

/**
 * Learning-rate range test (Smith, Cyclical Learning Rates for Training Neural Networks, 2017): one short run in
 * which the learning rate grows from step to step, on a fresh network of the preset's architecture.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when the range is empty or there are fewer than 10 steps
 */
export async function findLearningRate(options: FindLearningRateOptions): Promise<LearningRateCurve> {
  checkGiven({ options });
  const { data, preset, seed = 0, steps = 100, low = 1e-5, high = 1, signal } = options;
  checkGiven({ data, preset });
  checkGiven({ "preset.recipe": preset.recipe });
  if (!(low > 0 && high > low && Number.isInteger(steps) && steps >= 10)) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `the range must go from above 0 to more in at least 10 steps, got ${low} to ${high} in ${steps}`,
    );
  }
  const { batchSize, optimizer, labelSmoothing, clipNorm } = preset.recipe;
  const rates = Array.from({ length: steps }, (_, i) => low * (high / low) ** (i / (steps - 1)));
  const executor = await createExecutor(createArtifacts(preset.architecture, { seed }), options);
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
    const raw: number[] = [];
    let order = epochOrder(samples, seed, 0);
    let used = 0;
    for (const [step, learningRate] of rates.entries()) {
      if (used >= samples) {
        order = epochOrder(samples, seed, step);
        used = 0;
      }
      const { loss } = await trainer.step(order.slice(used, used + batchSize), { learningRate, signal });
      used += batchSize;
      if (!Number.isFinite(loss) || loss > 4 * Math.min(loss, ...raw)) break;
      raw.push(loss);
    }
    const losses = smoothed(raw);
    const lowest = losses.indexOf(Math.min(...losses));
    return { learningRates: rates.slice(0, losses.length), losses, suggestion: rates[lowest] / 10 };
  } finally {
    await executor.close();
  }
}

/** The mean over up to 7 steps around each, so that a loss stays at the learning rate that caused it. */
function smoothed(losses: number[]): number[] {
  return losses.map((_, i) => {
    const around = losses.slice(Math.max(i - 3, 0), i + 4);
    return around.reduce((sum, loss) => sum + loss, 0) / around.length;
  });
}
