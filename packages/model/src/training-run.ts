import type { Trainer } from "@mnist/runtime";
import { check } from "./check.js";
import type { Checkpoint, Checkpoints } from "./checkpoint.js";
import { ModelError } from "./errors.js";
import { evaluate } from "./evaluate.js";
import type { Executor } from "./executor.js";
import type { EpochResult, ProgressEvent, Scores } from "./progress.js";
import type { Recipe } from "./recipe.js";
import type { Samples } from "./samples.js";
import { epochOrder, imagesSeen, learningRates, stepsPerEpoch } from "./steps.js";

export interface RunOptions {
  executor: Executor;
  trainer: Trainer;
  recipe: Recipe;
  seed: number;
  /** Number of training samples. */
  samples: number;
  validation?: Samples;
  signal?: AbortSignal;
  onProgress?: (event: ProgressEvent) => void;
  interlude?: Interlude;
}

/**
 * Awaited between two steps, when the executor is free: to predict with the network as it is, or to pause. Looking
 * changes nothing about the result.
 *
 * @returns after how many more steps to call again, at least 1; where an epoch ends it is called in any case
 */
export type Interlude = (executor: Executor) => number | Promise<number>;

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` when an interlude answers anything else */
function stepsUntilNext(steps: number): number {
  const valid = steps === Number.POSITIVE_INFINITY || (Number.isInteger(steps) && steps >= 1);
  check("what interlude returns", steps, valid, "a number of steps, at least 1");
  return steps;
}

const noSums = { loss: 0, correct: 0, samples: 0 };

/** A training run in progress: the state between steps, and how it moves on by one epoch. */
export class TrainingRun {
  readonly history: EpochResult[] = [];
  readonly #options: RunOptions;
  readonly #perEpoch: number;
  readonly #steps: number;
  #step = 0;
  #sums = { ...noSums };
  #learningRate = 0;
  #untilInterlude = 1;
  /** The weights of the epoch with the lowest validation loss, with early stopping. */
  #best?: { epoch: number; loss: number; weights: ArrayBuffer };

  constructor(options: RunOptions) {
    this.#options = options;
    this.#perEpoch = stepsPerEpoch(options.samples, options.recipe.batchSize);
    this.#steps = this.#perEpoch * options.recipe.epochs;
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  /** Training images seen. */
  get images(): number {
    return imagesSeen(this.#step, this.#options.samples, this.#options.recipe.batchSize);
  }

  /** All epochs are done, or early stopping has ended the run. */
  get done(): boolean {
    const patience = this.#options.recipe.earlyStopping?.patience;
    const stopped = patience && this.#best && this.history.length - this.#best.epoch >= patience;
    return Boolean(stopped) || this.history.length >= this.#options.recipe.epochs;
  }

  /** The current epoch up to its end, then the validation split. */
  async epoch(): Promise<void> {
    const start = performance.now();
    await this.#trainEpoch();
    const { validation, recipe } = this.#options;
    if (validation) this.#report("validate");
    const validated = validation && (await this.#validate(validation));
    const epoch = this.#step / this.#perEpoch;
    const result: EpochResult = {
      epoch,
      ...this.#means(),
      learningRate: this.#learningRate,
      seconds: (performance.now() - start) / 1000,
      ...(validated && { validation: validated }),
    };
    this.history.push(result);
    if (
      recipe.earlyStopping &&
      validated &&
      !(validated.loss >= (this.#best?.loss ?? Number.POSITIVE_INFINITY))
    ) {
      this.#best = { epoch, loss: validated.loss, weights: this.weights() };
    }
    this.#report("epoch", { result });
    this.#sums = { ...noSums };
  }

  /** The weights as they are now: their moving average if one is kept. */
  weights(): ArrayBuffer {
    const { executor, trainer, recipe } = this.#options;
    return recipe.movingAverage ? trainer.movingAverageWeights() : executor.weights();
  }

  /** The best weights when early stopping chose some, else {@link weights}. */
  finalWeights(): ArrayBuffer {
    return this.#best?.weights ?? this.weights();
  }

  /** Keeps where the run stands; without `checkpoints` nowhere. */
  async save(checkpoints: Checkpoints | undefined): Promise<void> {
    if (!checkpoints) return;
    await checkpoints.save(this.#checkpoint());
    this.#report("checkpoint");
  }

  #checkpoint(): Omit<Checkpoint, "fingerprint"> {
    const { executor, trainer, recipe } = this.#options;
    const { slots } = trainer.state();
    return {
      epochs: recipe.epochs,
      step: this.#step,
      sums: this.#sums,
      history: this.history,
      ...(this.#best && { best: { epoch: this.#best.epoch, loss: this.#best.loss } }),
      buffers: {
        weights: executor.weights(),
        ...(this.#best && { best: this.#best.weights }),
        ...Object.fromEntries(Object.entries(slots).map(([name, slot]) => [`slot:${name}`, slot])),
      },
    };
  }

  /**
   * Goes on from a checkpoint of the same run, or of one that was to have another number of epochs.
   *
   * @throws {ModelError} `ERR_MNIST_CHECKPOINT` when it stands beyond the end of this run
   */
  restore({ epochs, step, sums, history, best, buffers }: Checkpoint): void {
    const { executor, trainer, recipe } = this.#options;
    if (step > this.#steps) throw this.#beyond(step);
    executor.setWeights(buffers.weights);
    const slots = Object.entries(buffers).filter(([name]) => name.startsWith("slot:"));
    trainer.restore({ step, slots: Object.fromEntries(slots.map(([name, slot]) => [name.slice(5), slot])) });
    this.#step = step;
    if (step > 0) [this.#learningRate] = learningRates(recipe, step - 1, step, this.#steps);
    this.#sums = sums;
    this.history.push(...history);
    if (best) this.#best = { ...best, weights: buffers.best };
    const where = `resumed after step ${step} of ${this.#steps}`;
    this.#report("resume", {
      message:
        epochs === recipe.epochs
          ? where
          : `${where}; the learning-rate schedule now spans ${recipe.epochs} epochs instead of ${epochs}`,
    });
  }

  async #trainEpoch(): Promise<void> {
    const { executor, recipe, samples, seed, signal, interlude } = this.#options;
    const first = this.#step;
    const inEpoch = first % this.#perEpoch;
    if (inEpoch === 0 && this.#sums.samples > 0) return; // resumed after an abort while validating
    const epoch = Math.floor(first / this.#perEpoch);
    const end = (epoch + 1) * this.#perEpoch;
    const rates = learningRates(recipe, first, end, this.#steps);
    const order = epochOrder(samples, seed, epoch).slice(inEpoch * recipe.batchSize);
    if (!interlude) return this.#trainSteps(order, rates);
    for (let start = 0; start < rates.length; ) {
      const stop = Math.min(start + this.#untilInterlude, rates.length);
      await this.#trainSteps(
        order.subarray(start * recipe.batchSize, stop * recipe.batchSize),
        rates.subarray(start, stop),
      );
      start = stop;
      this.#untilInterlude = stepsUntilNext(await interlude(executor));
      signal?.throwIfAborted();
    }
  }

  async #trainSteps(order: Uint32Array, rates: Float32Array): Promise<void> {
    const { trainer, recipe, signal } = this.#options;
    const first = this.#step;
    const diverged = new AbortController();
    await trainer.run({
      order,
      batchSize: recipe.batchSize,
      learningRates: rates,
      signal: signal ? AbortSignal.any([signal, diverged.signal]) : diverged.signal,
      onStep: ({ loss, correct, batchSize }) => {
        if (!Number.isFinite(loss)) diverged.abort(this.#divergence());
        this.#learningRate = rates[this.#step - first];
        this.#step++;
        this.#sums.loss += loss * batchSize;
        this.#sums.correct += correct;
        this.#sums.samples += batchSize;
        this.#report("train");
      },
    });
    diverged.signal.throwIfAborted();
  }

  async #validate(validation: Samples): Promise<Scores> {
    const { executor, recipe, signal } = this.#options;
    const trained = executor.weights();
    if (recipe.movingAverage) executor.setWeights(this.weights());
    try {
      const { loss, accuracy } = await evaluate(executor, validation, { signal });
      return { loss, accuracy };
    } finally {
      if (recipe.movingAverage) executor.setWeights(trained);
    }
  }

  #beyond(step: number): ModelError {
    const { epochs } = this.#options.recipe;
    const needed = Math.ceil(step / this.#perEpoch);
    return new ModelError(
      "ERR_MNIST_CHECKPOINT",
      `the checkpoint stands in epoch ${needed}, this run has ${epochs}; ask for at least ${needed} epochs, or start anew without resuming`,
    );
  }

  #divergence(): ModelError {
    return new ModelError(
      "ERR_MNIST_DIVERGED",
      `the loss is no finite number any more after step ${this.#step + 1}; lower the learning rate (${this.#options.recipe.learningRate})`,
    );
  }

  /** Means over the current epoch so far; between two epochs those of the one that has just ended. */
  #means(): Scores {
    const { loss, correct, samples } = this.#sums;
    if (samples > 0) return { loss: loss / samples, accuracy: correct / samples };
    const ended = this.history.at(-1);
    return { loss: ended?.loss ?? 0, accuracy: ended?.accuracy ?? 0 };
  }

  #report(phase: ProgressEvent["phase"], extra?: Partial<ProgressEvent>): void {
    this.#options.onProgress?.({
      phase,
      epoch: Math.max(Math.ceil(this.#step / this.#perEpoch), 1),
      epochs: this.#options.recipe.epochs,
      step: this.#step,
      steps: this.#steps,
      images: this.images,
      ...this.#means(),
      learningRate: this.#learningRate,
      ...extra,
    });
  }
}
