import type { BatchNorm, Conv2d, Operation, Parameter, Tensor } from "../graph/graph.js";
import type { ParameterSpace } from "./parameters.js";
import { type Argument, type Buffer, type Call, emptyPhase, type Phase } from "./plan.js";

/** Samples that go through the network together: enough for the register tile, few enough for the cache. */
export const GROUP = 4;
/** In training plans that gain more from longer sums than they lose in the cache. */
export const LARGE_GROUP = 8;

/** Collects the phases of a plan; operations write to it through the methods below. */
export class PlanBuilder {
  readonly phases: Phase[] = [];
  /** Calls that one thread makes at the end of each step. */
  readonly finish: Call[] = [];
  /** Phases between the backward pass and the update: they need the whole batch. */
  readonly deferred: Phase[] = [];
  /** What forward passes leave to the backward passes of the same operation. */
  readonly paddedInputs = new Map<Conv2d, Buffer>();
  readonly joinedStatistics = new Map<BatchNorm, Buffer>();
  readonly windowStatistics = new Map<BatchNorm, Buffer>();
  readonly winners = new Map<BatchNorm, Buffer>();
  readonly masks = new Map<Operation, Buffer>();
  readonly activeWindows = new Map<Conv2d, [Buffer, Buffer]>();
  readonly training: boolean;
  readonly maxBatch: number;
  readonly slices: number;
  readonly parameters: ParameterSpace;
  readonly seed: number;
  /** The number of the training step, i32. */
  readonly step: Buffer = { name: "step", scope: "global", bytes: 4 };
  readonly #values = new Map<number, Buffer>();
  readonly #gradients = new Map<number, Buffer>();
  readonly #needsGradient: Set<number>;
  #scratch: Buffer = { name: "scratch", scope: "thread", bytes: 0 };

  constructor(options: {
    training: boolean;
    maxBatch: number;
    slices: number;
    parameters: ParameterSpace;
    needsGradient: Set<number>;
    seed: number;
  }) {
    this.seed = options.seed;
    this.training = options.training;
    this.maxBatch = options.maxBatch;
    this.slices = options.slices;
    this.parameters = options.parameters;
    this.#needsGradient = options.needsGradient;
    this.newPhase();
  }

  /** Ends the phase: what follows starts when all threads are here. */
  newPhase(kind: Phase["kind"] = "samples", parts = 0): void {
    const last = this.phases.at(-1);
    const isEmpty = last && last.calls.length + last.threadCalls.length + last.sliceCalls.length === 0;
    if (isEmpty) this.phases.pop();
    this.phases.push(emptyPhase(kind, parts));
  }

  get #phase(): Phase {
    return this.phases[this.phases.length - 1];
  }

  /** Adds a call for every group (or part) of the phase. */
  call(kernel: string, ...args: Argument[]): void {
    this.#phase.calls.push({ kernel, args });
  }

  /** Adds a call that every thread makes at the start of the phase. */
  threadCall(kernel: string, ...args: Argument[]): void {
    this.#phase.threadCalls.push({ kernel, args });
  }

  /** Adds a call at the start of every slice. */
  sliceCall(kernel: string, ...args: Argument[]): void {
    this.#phase.sliceCalls.push({ kernel, args });
  }

  /** Adds a call at the end of every slice. */
  sliceEndCall(kernel: string, ...args: Argument[]): void {
    this.#phase.sliceEndCalls.push({ kernel, args });
  }

  buffer(name: string, scope: Buffer["scope"], bytes: number): Buffer {
    return { name, scope, bytes };
  }

  /** Memory for the current call alone; all calls of a thread share it. */
  scratch(bytes: number): { buffer: Buffer } {
    this.#scratch.bytes = Math.max(this.#scratch.bytes, bytes);
    return { buffer: this.#scratch };
  }

  value(tensor: Tensor): Buffer {
    return getOrCreate(this.#values, tensor.storage, () =>
      this.buffer(`value ${tensor.storage}`, "sample", tensor.size * 4),
    );
  }

  /** Makes `tensor` another name for the values of `of`. */
  alias(tensor: Tensor, of: Tensor): void {
    this.#values.set(tensor.storage, this.value(of));
  }

  /** The gradient of the loss with respect to `tensor`; complete when its producer is reached. */
  gradient(tensor: Tensor): Buffer {
    return getOrCreate(this.#gradients, tensor.storage, () =>
      this.buffer(`gradient ${tensor.storage}`, "sample", tensor.size * 4),
    );
  }

  needsGradient(tensor: Tensor): boolean {
    return this.#needsGradient.has(tensor.storage);
  }

  /**
   * Lets `write` emit calls that overwrite a buffer with one contribution to the gradient of `tensor`, and adds it to
   * those of other readers of the tensor. Does nothing where no gradient is needed.
   */
  contribute(tensor: Tensor, write: (gradient: Buffer) => void): void {
    if (!this.needsGradient(tensor)) return;
    if (!this.#gradients.has(tensor.storage)) {
      write(this.gradient(tensor));
      return;
    }
    const sum = this.gradient(tensor);
    const term = this.buffer(`gradient term ${tensor.storage}`, "sample", tensor.size * 4);
    write(term);
    this.call("add", { buffer: sum }, { buffer: term }, { buffer: sum }, { samples: tensor.size });
  }

  /** The batch's first sample, for calls that work on all samples. */
  whole({ buffer }: { buffer: Buffer }): Argument {
    return { buffer, whole: true };
  }

  /** Number of samples in the batch. */
  batchSize(): Argument {
    return { batch: true };
  }

  /** The first slice's copy, for calls that read all slices. */
  firstSlice(buffer: Buffer, offset = 0): Argument {
    return { buffer, offset, whole: true };
  }

  sliceStride(buffer: Buffer): Argument {
    return { strideOf: buffer };
  }

  weight(parameter: Parameter): Argument {
    return this.parameters.value(parameter);
  }

  /** A slice's gradient of the parameter, which must be trainable. */
  weightGradient(parameter: Parameter): { buffer: Buffer; offset?: number } {
    return this.parameters.gradient(parameter);
  }
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
