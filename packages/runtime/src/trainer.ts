import { checkGiven, RuntimeError } from "./errors.js";
import type { WasmExecutor } from "./executor.js";
import { requireLabels } from "./executor.js";
import type { Parameter } from "./graph/graph.js";
import { loadAugment } from "./machine/augment.js";
import { ABORT, MAX_PHASES, STEPS_DONE } from "./machine/control.js";
import type { Executable } from "./machine/machine.js";
import type { AugmentSetup, TrainingRun } from "./machine/messages.js";
import { prepareStep, trainSteps } from "./machine/train.js";
import { writeConstants } from "./memory/fill.js";
import { readWeights, requireWeights, writeWeights } from "./memory/weights.js";
import { planTraining, type TrainingPlan } from "./plan/training.js";
import { checkTrainerOptions } from "./trainerOptions.js";
import type { CallOptions, RunOptions, StepResult, Trainer, TrainerOptions, TrainerState } from "./types.js";

/** Number of the training program beside that of inference: there is one trainer at a time. */
const TRAINING = 1;
const DEFAULT_BATCH = 128;
/** Steps of one request to the workers: bounds the memory for learning rates and results. */
const MAX_STEPS = 4096;
/** Private memory: how long to compute before timers and events of the calling thread get a turn. */
const INLINE_TURN_MS = 30;

/** A training session in an executor's memory. */
export class WasmTrainer implements Trainer {
  stepsDone = 0;
  isClosed = false;
  /** Workers are changing the weights: what is read now can be of two steps. */
  isChanging = false;
  readonly #executor: WasmExecutor;
  readonly #plan: TrainingPlan;
  readonly #maxBatch: number;
  readonly #samples: number;
  readonly #memoryMark: number;
  readonly #parameterMark: { derived: number; constants: number };
  readonly #addresses: { order: number; learningRates: number; history: number };
  readonly #orderCapacity: number;
  readonly #averageDecay: number;
  #executable: Executable | undefined;
  /** Private memory: when timers and events of the calling thread had their last turn, be it in an earlier request. */
  #lastTurn = performance.now();

  static async start(executor: WasmExecutor, options: TrainerOptions): Promise<WasmTrainer> {
    checkTrainerOptions(options, executor.graph);
    requireLabels(
      options.data.labels,
      options.data.images.length / executor.graph.input.size,
      executor.graph.logits.size,
    );
    const mark = executor.layout.allocator.end;
    const parameterMark = executor.parameters.mark();
    try {
      const trainer = new WasmTrainer(executor, options);
      await trainer.#load(options);
      return trainer;
    } catch (error) {
      executor.parameters.release(parameterMark);
      executor.layout.release(mark);
      executor.prepareWeights();
      throw error;
    }
  }

  private constructor(executor: WasmExecutor, options: TrainerOptions) {
    this.#executor = executor;
    this.#maxBatch = options.maxBatchSize ?? DEFAULT_BATCH;
    this.#samples = options.data.labels.length;
    this.#averageDecay = options.movingAverage?.decay ?? 0;
    const { layout, graph, parameters } = executor;
    this.#memoryMark = layout.allocator.end;
    this.#parameterMark = parameters.mark();
    this.#plan = planTraining(graph, options, this.#maxBatch, parameters);
    const { slices, update } = this.#plan;
    layout.placeSlices(parameters.gradients, slices);
    for (const buffer of [this.#plan.step, parameters.wholeGradients, ...Object.values(update.slots)])
      layout.place(buffer);
    this.#orderCapacity = Math.max(this.#samples, this.#maxBatch);
    this.#addresses = {
      order: layout.allocator.allocate(this.#orderCapacity * 4),
      learningRates: layout.allocator.allocate(MAX_STEPS * 4),
      history: layout.allocator.allocate(MAX_STEPS * 16),
    };
  }

  async #load(options: TrainerOptions): Promise<void> {
    const executor = this.#executor;
    const { layout } = executor;
    const plan = this.#plan;
    const preparation = executor.parameters.preparation.map((phase) => ({ ...phase, barrier: false }));
    // The threads meet once more before the next step: see trainSteps.
    const program = layout.lower([...plan.phases, ...preparation], {
      maxBatch: this.#maxBatch,
      slices: plan.slices,
      group: plan.group,
    });
    executor.grow(layout.allocator.end);
    this.#clear();
    writeConstants(layout, executor.parameters, executor.memory);
    executor.prepareWeights();
    const { buffer } = executor.memory;
    new Uint8Array(buffer, layout.address(plan.images), options.data.images.length).set(options.data.images);
    new Uint8Array(buffer, layout.address(plan.labels), options.data.labels.length).set(options.data.labels);
    const { movingAverage } = plan.update.slots;
    if (movingAverage) {
      const weights = layout.address(executor.parameters.values);
      const bytes = executor.parameters.valueBytes;
      new Uint8Array(buffer, layout.address(movingAverage), bytes).set(
        new Uint8Array(buffer, weights, bytes),
      );
    }
    const augment: AugmentSetup | undefined = options.augment && {
      module: String(options.augment.module),
      options: options.augment.options,
      seed: options.seed,
    };
    if (executor.pool) {
      requireCounters(program.phases.length);
      await executor.pool.call({ kind: "load", program: TRAINING, phases: program, augment });
      return;
    }
    if (augment) {
      const kernel = await loadAugment(augment, executor.memory).catch((cause) => {
        throw asRuntimeError(cause);
      });
      Object.assign(executor.kernels, { augment: kernel });
    }
    this.#executable = executor.machine.load(program);
  }

  /** Clears all memory of the session: gradients and optimizer slots start at zero. */
  #clear(): void {
    const { layout, memory } = this.#executor;
    new Uint8Array(memory.buffer, this.#memoryMark, layout.allocator.end - this.#memoryMark).fill(0);
  }

  async step(indices: Uint32Array, options: { learningRate: number } & CallOptions): Promise<StepResult> {
    checkGiven({ indices, options });
    const [result] = await this.run({
      order: indices,
      batchSize: Math.max(1, indices.length),
      learningRates: options.learningRate,
      signal: options.signal,
    });
    if (!result) throw new RuntimeError("ERR_MNIST_ARGUMENT", "a step needs one sample at least");
    return result;
  }

  run(options: RunOptions): Promise<StepResult[]> {
    return this.#executor.turns.take(async () => {
      this.#requireOpen();
      checkGiven({ options });
      const { order, batchSize, signal } = options;
      const steps = this.#checkRun(options);
      const results: StepResult[] = [];
      const stepsPerRequest = Math.max(1, Math.min(MAX_STEPS, Math.floor(this.#orderCapacity / batchSize)));
      for (let start = 0; start < steps; start += stepsPerRequest) {
        signal?.throwIfAborted();
        const count = Math.min(stepsPerRequest, steps - start);
        const part = order.subarray(start * batchSize, Math.min(order.length, (start + count) * batchSize));
        const rates = Array.from({ length: count }, (_, i) => learningRate(options.learningRates, start + i));
        const done = await this.#runSteps(part, batchSize, rates, options, results);
        if (done < count) break;
      }
      signal?.throwIfAborted();
      return results;
    });
  }

  #checkRun({ order, batchSize, learningRates }: RunOptions): number {
    checkGiven({ order, learningRates });
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > this.#maxBatch) {
      throw new RuntimeError(
        "ERR_MNIST_ARGUMENT",
        `batchSize must be an integer from 1 to maxBatchSize ${this.#maxBatch}, got ${batchSize}`,
      );
    }
    if (!(order instanceof Uint32Array))
      throw new RuntimeError("ERR_MNIST_ARGUMENT", "order must be a Uint32Array");
    const wrong = order.findIndex((index) => index >= this.#samples);
    if (wrong >= 0) {
      throw new RuntimeError(
        "ERR_MNIST_ARGUMENT",
        `index ${order[wrong]} at ${wrong} is not below the ${this.#samples} training samples`,
      );
    }
    const steps = Math.ceil(order.length / batchSize);
    const rates = typeof learningRates === "number" ? [learningRates] : learningRates;
    if (typeof learningRates !== "number" && learningRates.length !== steps) {
      throw new RuntimeError(
        "ERR_MNIST_ARGUMENT",
        `learningRates must be one number or one for each of ${steps} steps, got ${learningRates.length}`,
      );
    }
    for (const rate of rates) {
      if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY)) {
        throw new RuntimeError(
          "ERR_MNIST_ARGUMENT",
          `learning rates must be finite and not negative, got ${rate}`,
        );
      }
    }
    return steps;
  }

  /** One request to the workers; returns the number of steps done and appends their results. */
  async #runSteps(
    order: Uint32Array,
    batchSize: number,
    rates: number[],
    options: RunOptions,
    results: StepResult[],
  ): Promise<number> {
    const executor = this.#executor;
    const { layout, memory, pool } = executor;
    const plan = this.#plan;
    const { buffer } = memory;
    new Uint32Array(buffer, this.#addresses.order, order.length).set(order);
    new Float32Array(buffer, this.#addresses.learningRates, rates.length).set(rates);
    const run: TrainingRun = {
      ...this.#addresses,
      samples: order.length,
      batchSize,
      steps: rates.length,
      firstStep: this.stepsDone,
      batch: layout.address(plan.batch),
      hyper: layout.address(plan.update.hyper),
      betas: plan.update.betas,
      averageDecay: this.#averageDecay,
      step: layout.address(plan.step),
      results: layout.address(plan.results),
      resultStride: layout.stride(plan.results),
      slices: plan.slices,
    };
    executor.resetControl();
    prepareStep(buffer, run, 0);
    const firstStep = this.stepsDone;
    let reported = 0;
    const report = (steps: number) => {
      const history = new Float64Array(memory.buffer, run.history, steps * 2);
      for (; reported < steps; reported++) {
        const result = { loss: history[reported * 2], correct: history[reported * 2 + 1] };
        const size = Math.min(batchSize, order.length - reported * batchSize);
        results.push(result);
        this.stepsDone = firstStep + reported + 1;
        if (listenerFailure) continue;
        try {
          options.onStep?.({ ...result, step: firstStep + reported, batchSize: size });
        } catch (error) {
          listenerFailure = { error };
          abort();
        }
      }
    };
    const words = executor.machine.words;
    const abort = () => Atomics.store(words, ABORT, 1);
    let listenerFailure: { error: unknown } | undefined;
    options.signal?.addEventListener("abort", abort);
    try {
      if (pool) {
        this.isChanging = true;
        await pool.call({ kind: "train", program: TRAINING, run }, report).finally(() => {
          this.isChanging = false;
        });
        report(this.#stepsDoneOf(run));
      } else {
        for (const steps of trainSteps(executor.machine, this.#executable!, run)) {
          if (performance.now() - this.#lastTurn < INLINE_TURN_MS) continue;
          report(steps);
          await executor.turns.pause();
          this.#lastTurn = performance.now();
        }
        report(this.#stepsDoneOf(run));
      }
    } catch (cause) {
      report(this.#stepsDoneOf(run));
      this.#clearGradients();
      throw asRuntimeError(cause);
    } finally {
      options.signal?.removeEventListener("abort", abort);
    }
    if (listenerFailure) throw (listenerFailure as { error: unknown }).error;
    return reported;
  }

  /** Forgets what a step that failed left: updates clear gradients, but it had none. */
  #clearGradients(): void {
    const { layout, memory, parameters } = this.#executor;
    const { gradients } = parameters;
    const bytes = layout.stride(gradients) * this.#plan.slices;
    new Uint8Array(memory.buffer, layout.address(gradients), bytes).fill(0);
  }

  #stepsDoneOf(run: TrainingRun): number {
    return Math.min(run.steps, Atomics.load(this.#executor.machine.words, STEPS_DONE));
  }

  state(): TrainerState {
    this.#requireFree();
    const { layout, memory, parameters, turntable } = this.#executor;
    const slots = Object.entries(this.#plan.update.slots).map(([name, buffer]) => [
      name,
      readWeights(parameters, memory.buffer, slotAddress(name, layout.address(buffer)), turntable),
    ]);
    return { step: this.stepsDone, slots: Object.fromEntries(slots) };
  }

  restore(state: TrainerState): void {
    this.#requireFree();
    checkGiven({ state });
    const { layout, memory, parameters, turntable } = this.#executor;
    for (const name of Object.keys(this.#plan.update.slots)) {
      requireWeights(`state.slots.${name}`, state.slots?.[name], parameters);
    }
    if (!Number.isInteger(state.step) || state.step < 0) {
      throw new RuntimeError("ERR_MNIST_ARGUMENT", `state.step must be a whole number, got ${state.step}`);
    }
    for (const [name, buffer] of Object.entries(this.#plan.update.slots)) {
      const base = slotAddress(name, layout.address(buffer));
      writeWeights(parameters, state.slots[name], memory.buffer, base, turntable);
    }
    this.stepsDone = state.step;
  }

  movingAverageWeights(): ArrayBuffer {
    this.#requireFree();
    const { movingAverage } = this.#plan.update.slots;
    if (!movingAverage)
      throw new RuntimeError("ERR_MNIST_STATE", "the trainer keeps no moving average: set movingAverage");
    const { layout, memory, parameters, turntable } = this.#executor;
    const average = layout.address(movingAverage);
    return readWeights(parameters, memory.buffer, () => average, turntable);
  }

  close(): void {
    if (this.isClosed) return;
    this.#executor.turns.requireFree();
    this.isClosed = true;
    const { layout, parameters } = this.#executor;
    parameters.release(this.#parameterMark);
    layout.release(this.#memoryMark);
    this.#executor.prepareWeights();
  }

  #requireOpen(): void {
    if (this.isClosed) throw new RuntimeError("ERR_MNIST_STATE", "the trainer is closed");
  }

  #requireFree(): void {
    this.#requireOpen();
    this.#executor.turns.requireFree();
  }
}

/** Threads that share the work of a phase count what is done of it. */
function requireCounters(phases: number): void {
  if (phases <= MAX_PHASES) return;
  throw new RuntimeError(
    "ERR_MNIST_UNSUPPORTED",
    `training this model takes ${phases} phases, more than the ${MAX_PHASES} that threads can count: set sharedMemory to false`,
  );
}

/** What the workers report as their failure, for work on the calling thread. */
function asRuntimeError(cause: unknown): RuntimeError {
  if (cause instanceof RuntimeError) return cause;
  return new RuntimeError(
    "ERR_MNIST_WORKER",
    `training failed: ${cause instanceof Error ? cause.message : cause}`,
    { cause },
  );
}

function learningRate(rates: RunOptions["learningRates"], step: number): number {
  return typeof rates === "number" ? rates : rates[step];
}

/** The moving average is of all weights; the optimizer's slots exist for trainable ones only. */
function slotAddress(name: string, base: number): (parameter: Parameter) => number | undefined {
  return (parameter) => (parameter.trainable || name === "movingAverage" ? base : undefined);
}
