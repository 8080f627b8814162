import { type Conv2d, type Graph, isDense, type Parameter, sizeOf } from "../graph/graph.js";
import { type Argument, type Buffer, emptyPhase, type Phase } from "./plan.js";

/** Weights from which on a dense layer's gradient is made from the whole batch at once. */
const LARGE_DENSE = 1 << 16;

/** A dense layer whose kernel's gradient is kept in one piece. */
export function isLargeDense(node: Conv2d): boolean {
  const { window: v, kernel } = node;
  return isDense(node) && v.c % 4 === 0 && sizeOf(kernel.padded) >= LARGE_DENSE;
}

/** Where the weights lie: the trainable ones one after the other, so that an optimizer is one pass; then the others. */
export class ParameterSpace {
  readonly values: Buffer;
  /** One copy for each slice of the batch; laid out by training plans only. */
  readonly gradients: Buffer;
  /** Of the large dense kernels, made from the whole batch at once: copies for each slice would cost too much. */
  readonly wholeGradients: Buffer;
  /** Bytes of the trainable weights whose gradients are sliced; the whole ones follow. */
  readonly slicedBytes: number;
  /** Bytes of the trainable weights. */
  readonly trainableBytes: number;
  /** Bytes of all weights. */
  readonly valueBytes: number;
  readonly list: readonly Parameter[];
  /** Weights in forms that kernels want, by name, and the calls that make them. */
  readonly #derived = new Map<string, { buffer: Buffer; phase: Phase }>();
  readonly constants: { buffer: Buffer; words: Int32Array }[] = [];
  readonly #offsets = new Map<Parameter, number>();
  readonly #whole = new Set<Parameter>();

  constructor(graph: Graph) {
    this.list = graph.parameters;
    for (const node of graph.operations) {
      if (node.kind === "conv2d" && isLargeDense(node)) this.#whole.add(node.kernel);
    }
    let bytes = 0;
    const place = (belongs: (parameter: Parameter) => boolean) => {
      for (const parameter of this.list.filter(belongs)) {
        this.#offsets.set(parameter, bytes);
        bytes += Math.ceil(sizeOf(parameter.padded) / 4) * 16;
      }
      return bytes;
    };
    this.slicedBytes = place((parameter) => parameter.trainable && !this.#whole.has(parameter));
    this.trainableBytes = place((parameter) => parameter.trainable && this.#whole.has(parameter));
    this.valueBytes = place((parameter) => !parameter.trainable);
    this.values = { name: "weights", scope: "global", bytes: this.valueBytes + 64 };
    this.gradients = { name: "weight gradients", scope: "slice", bytes: this.slicedBytes + 64 };
    const wholeBytes = this.trainableBytes - this.slicedBytes + 64;
    this.wholeGradients = { name: "whole weight gradients", scope: "global", bytes: wholeBytes };
  }

  offset(parameter: Parameter): number {
    return this.#offsets.get(parameter)!;
  }

  value(parameter: Parameter): { buffer: Buffer; offset: number } {
    return { buffer: this.values, offset: this.offset(parameter) };
  }

  gradient(parameter: Parameter): { buffer: Buffer; offset: number } {
    if (!parameter.trainable) throw new Error(`weight "${parameter.name}" is not trainable`);
    if (!this.isWhole(parameter)) return { buffer: this.gradients, offset: this.offset(parameter) };
    return { buffer: this.wholeGradients, offset: this.offset(parameter) - this.slicedBytes };
  }

  isWhole(parameter: Parameter): boolean {
    return this.#whole.has(parameter);
  }

  /** A buffer made from weights by `calls` for each of `parts` parts whenever the weights change. */
  derived(
    name: string,
    bytes: number,
    parts: number,
    calls: (buffer: Buffer) => { kernel: string; args: Argument[] }[],
  ): Buffer {
    const known = this.#derived.get(name);
    if (known) return known.buffer;
    const buffer: Buffer = { name, scope: "global", bytes };
    this.#derived.set(name, {
      buffer,
      phase: { ...emptyPhase("parts", parts), calls: calls(buffer) },
    });
    return buffer;
  }

  /** Constant words, for example offset tables; equal ones are kept once. */
  constant(values: ArrayLike<number>): Buffer {
    const words = new Int32Array(values);
    const known = this.constants.find((constant) => isEqual(constant.words, words));
    if (known) return known.buffer;
    const name = `constant ${this.constants.length}`;
    const buffer: Buffer = { name, scope: "global", bytes: words.length * 4 };
    this.constants.push({ buffer, words });
    return buffer;
  }

  /** How much is registered; `release` forgets what came later (what a trainer needed). */
  mark(): { derived: number; constants: number } {
    return { derived: this.#derived.size, constants: this.constants.length };
  }

  release(mark: { derived: number; constants: number }): void {
    for (const name of [...this.#derived.keys()].slice(mark.derived)) this.#derived.delete(name);
    this.constants.length = mark.constants;
  }

  /** What must run after the weights changed. */
  get preparation(): Phase[] {
    return [...this.#derived.values()].map((entry) => entry.phase);
  }
}

function isEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
