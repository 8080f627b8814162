import { RuntimeError } from "./errors.js";
import type { Graph } from "./graph/graph.js";
import { CONTROL_ADDRESS, CONTROL_BYTES } from "./machine/control.js";
import { type Executable, Machine } from "./machine/machine.js";
import { instantiate, type Simd } from "./machine/module.js";
import type { Pool } from "./machine/pool.js";
import { announceRelease, growMemory } from "./memory/memory.js";
import { Turns } from "./memory/turns.js";
import { readWeights, requireWeights, type Turntable, writeWeights } from "./memory/weights.js";
import type { ExecutorPlan } from "./plan/executor.js";
import type { InferencePlan } from "./plan/inference.js";
import type { Layout } from "./plan/layout.js";
import type { ParameterSpace } from "./plan/parameters.js";
import { WasmTrainer } from "./trainer.js";
import { requireClasses } from "./trainerOptions.js";
import type { CallOptions, Evaluation, Executor, Trainer, TrainerOptions } from "./types.js";

/** Up to so many images a prediction is made on the calling thread: waking the workers takes longer. */
const INLINE_IMAGES = 4;
/** Number of the inference program. */
const INFERENCE = 0;

interface Setup {
  plan: ExecutorPlan;
  memory: WebAssembly.Memory;
  weights: ArrayBuffer;
  module: WebAssembly.Module;
  simd: Simd;
  /** None: everything is computed on the calling thread, in private memory. */
  pool: Pool | undefined;
  threads: number;
}

/** The executor behind `compile`: memory, workers and the two programs, and who may use them when. */
export class WasmExecutor implements Executor {
  readonly threads: number;
  readonly simd: Simd;
  readonly inputShape: number[];
  readonly outputShape: number[];
  readonly graph: Graph;
  readonly parameters: ParameterSpace;
  readonly layout: Layout;
  readonly memory: WebAssembly.Memory;
  /** The calling thread's machine: small predictions, and everything when memory is private. */
  readonly machine: Machine;
  readonly kernels: Record<string, (...args: number[]) => unknown>;
  readonly turntable: Turntable;
  readonly turns = new Turns();
  readonly pool: Pool | undefined;
  #plan: InferencePlan;
  #chunk: number;
  #inference: Executable;
  #preparation: Executable;
  #evaluation: { indices: number; labels: number; gradient: number; result: number };
  #trainer: WasmTrainer | undefined;

  constructor({ plan, memory, weights, module, simd, pool, threads }: Setup) {
    const { graph, layout } = plan;
    this.graph = graph;
    this.threads = threads;
    this.simd = simd;
    this.inputShape = [...graph.input.shape];
    this.outputShape = [...graph.output.shape];
    this.parameters = plan.parameters;
    this.layout = layout;
    this.#chunk = plan.chunk;
    this.#plan = plan.inference;
    this.#evaluation = plan.evaluation;
    this.pool = pool;
    this.memory = memory;
    this.kernels = { ...instantiate(module, memory) };
    this.machine = new Machine(this.kernels, memory, threads, 1);
    this.#inference = this.machine.load(plan.program);
    this.#preparation = this.machine.load(plan.preparation);
    this.turntable = { address: plan.turntable, transpose: this.kernels.transpose };
    this.#write(weights);
    pool?.start({ module, memory }, { kind: "load", program: INFERENCE, phases: plan.program });
  }

  /** Makes all derived weights; called again when a trainer comes, which needs more of them, or goes. */
  prepareWeights(): void {
    this.#preparation = this.machine.load(
      this.layout.lower(this.parameters.preparation, { maxBatch: 1, slices: 1 }),
    );
    this.machine.run(this.#preparation, 0);
  }

  predict(images: Uint8Array | Float32Array, options: CallOptions = {}): Promise<Float32Array> {
    return this.#forward(images, options, this.graph.logits !== this.graph.output);
  }

  logits(images: Uint8Array | Float32Array, options: CallOptions = {}): Promise<Float32Array> {
    return this.#forward(images, options, false);
  }

  async #forward(
    images: Uint8Array | Float32Array,
    options: CallOptions,
    endsInSoftmax: boolean,
  ): Promise<Float32Array> {
    const { logits, output } = this.graph;
    const values = new Float32Array(this.#count(images) * logits.size);
    const classes = output.shape[output.shape.length - 1];
    const result = this.layout.address(this.#plan.result);
    await this.#infer(images, options, (start, n) => {
      const length = n * logits.size;
      if (endsInSoftmax) this.kernels.softmaxForward(result, result, length / classes, classes);
      values.set(new Float32Array(this.memory.buffer, result, length), start * logits.size);
    });
    return values;
  }

  async evaluate(
    images: Uint8Array | Float32Array,
    labels: Uint8Array,
    options: CallOptions = {},
  ): Promise<Evaluation> {
    requireClasses(this.graph, "evaluation");
    const samples = this.#count(images);
    const classes = this.graph.logits.size;
    requireLabels(labels, samples, classes);
    const at = this.#evaluation;
    const { result } = this.#plan;
    let loss = 0;
    let correct = 0;
    await this.#infer(images, options, (start, n) => {
      const { buffer } = this.memory;
      new Uint8Array(buffer, at.labels, n).set(labels.subarray(start, start + n));
      new Uint8Array(buffer, at.result, 16).fill(0);
      this.kernels.softmaxCrossEntropy(
        this.layout.address(result),
        n,
        classes,
        at.indices,
        at.labels,
        0,
        at.gradient,
        at.result,
      );
      loss += new Float64Array(buffer, at.result, 1)[0];
      correct += new Int32Array(buffer, at.result + 8, 1)[0];
    });
    return {
      loss: samples === 0 ? 0 : loss / samples,
      accuracy: samples === 0 ? 0 : correct / samples,
      correct,
      samples,
    };
  }

  async trainer(options: TrainerOptions): Promise<Trainer> {
    return this.turns.take(async () => {
      if (this.#trainer && !this.#trainer.isClosed) {
        throw new RuntimeError("ERR_MNIST_STATE", "the executor already has a trainer: close it first");
      }
      this.#trainer = await WasmTrainer.start(this, options);
      return this.#trainer;
    });
  }

  weights(): ArrayBuffer {
    this.turns.requireOpen();
    if (this.#trainer?.isChanging) {
      throw new RuntimeError(
        "ERR_MNIST_STATE",
        "the workers are changing the weights: wait for the run to end",
      );
    }
    const values = this.layout.address(this.parameters.values);
    return readWeights(this.parameters, this.memory.buffer, () => values, this.turntable);
  }

  setWeights(data: ArrayBuffer): void {
    this.turns.requireFree();
    requireWeights("weights", data, this.parameters);
    this.#write(data);
  }

  async close(): Promise<void> {
    this.turns.close();
    await this.pool?.close();
    announceRelease(this.memory);
  }

  /** Makes sure that the memory reaches `end`. */
  grow(end: number): void {
    growMemory(this.memory, end);
  }

  /** Clears the words that threads share; nobody may be running. */
  resetControl(): void {
    new Int32Array(this.memory.buffer, CONTROL_ADDRESS, CONTROL_BYTES / 4).fill(0);
  }

  #write(data: ArrayBuffer): void {
    const values = this.layout.address(this.parameters.values);
    writeWeights(this.parameters, data, this.memory.buffer, () => values, this.turntable);
    this.machine.run(this.#preparation, 0);
  }

  #count(images: Uint8Array | Float32Array): number {
    const { size } = this.graph.input;
    const isTyped = images instanceof Uint8Array || images instanceof Float32Array;
    if (!isTyped || images.length % size !== 0) {
      const got = isTyped ? `${images.length} values` : typeof images;
      throw new RuntimeError(
        "ERR_MNIST_ARGUMENT",
        `images must be a Uint8Array or Float32Array with a multiple of ${size} values ([N, ${this.inputShape}]), got ${got}`,
      );
    }
    return images.length / size;
  }

  /** Runs the network chunk by chunk and lets `collect` read the result of samples start ... start + n. */
  #infer(
    images: Uint8Array | Float32Array,
    { signal }: CallOptions,
    collect: (start: number, n: number) => void,
  ): Promise<void> {
    return this.turns.take(async () => {
      const { size } = this.graph.input;
      const count = images.length / size;
      const isBytes = images instanceof Uint8Array;
      const View = isBytes ? Uint8Array : Float32Array;
      for (let start = 0; start < count; start += this.#chunk) {
        signal?.throwIfAborted();
        const n = Math.min(this.#chunk, count - start);
        const { buffer } = this.memory;
        new Int32Array(buffer, this.layout.address(this.#plan.areBytes), 1)[0] = isBytes ? 1 : 0;
        new View(buffer, this.layout.address(this.#plan.images), n * size).set(
          images.subarray(start * size, (start + n) * size),
        );
        if (!this.pool || n <= INLINE_IMAGES) this.machine.run(this.#inference, n);
        else {
          this.resetControl();
          await this.pool.call({ kind: "infer", program: INFERENCE, count: n });
        }
        collect(start, n);
        if (!this.pool && start + n < count) await this.turns.pause();
      }
    });
  }
}

export function requireLabels(
  labels: unknown,
  samples: number,
  classes: number,
): asserts labels is Uint8Array {
  if (!(labels instanceof Uint8Array) || labels.length !== samples) {
    const got = labels instanceof Uint8Array ? `${labels.length}` : typeof labels;
    throw new RuntimeError(
      "ERR_MNIST_ARGUMENT",
      `labels must be a Uint8Array with one label for each of ${samples} images, got ${got}`,
    );
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new RuntimeError(
      "ERR_MNIST_ARGUMENT",
      `label ${labels[wrong]} at ${wrong} is not below the ${classes} outputs of the model`,
    );
  }
}
