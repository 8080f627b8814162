import type { Graph, Parameter } from "../graph/graph.js";
import { type Argument, type Buffer, emptyPhase, type Phase } from "./plan.js";

/** Where the weights lie: the trainable ones one after the other, so that an optimizer is one pass; then the others. */
export class ParameterSpace {
  readonly values: Buffer;
  /** One copy for each slice of the batch; laid out by training plans only. */
  readonly gradients: Buffer;
  /** Bytes of the trainable weights. */
  readonly trainableBytes: number;
  readonly list: readonly Parameter[];
  /** Weights in forms that kernels want, by name, and the calls that make them. */
  readonly #derived = new Map<string, { buffer: Buffer; phase: Phase }>();
  readonly #constants = new Map<string, { buffer: Buffer; words: Int32Array }>();
  readonly #offsets = new Map<Parameter, number>();

  constructor(graph: Graph) {
    this.list = graph.parameters;
    let bytes = 0;
    const place = (trainable: boolean) => {
      for (const parameter of this.list) {
        if (parameter.trainable !== trainable) continue;
        this.#offsets.set(parameter, bytes);
        bytes += Math.ceil(parameter.size / 4) * 16;
      }
    };
    place(true);
    this.trainableBytes = bytes;
    place(false);
    this.values = { name: "weights", scope: "global", bytes: bytes + 64 };
    this.gradients = { name: "weight gradients", scope: "slice", bytes: this.trainableBytes + 64 };
  }

  offset(parameter: Parameter): number {
    return this.#offsets.get(parameter)!;
  }

  value(parameter: Parameter): { buffer: Buffer; offset: number } {
    return { buffer: this.values, offset: this.offset(parameter) };
  }

  gradient(parameter: Parameter): { buffer: Buffer; offset: number } {
    if (!parameter.trainable) throw new Error(`weight "${parameter.name}" is not trainable`);
    return { buffer: this.gradients, offset: this.offset(parameter) };
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
  constant(words: readonly number[]): Buffer {
    const key = words.join();
    let known = this.#constants.get(key);
    if (!known) {
      known = {
        buffer: { name: `constant ${this.#constants.size}`, scope: "global", bytes: words.length * 4 },
        words: Int32Array.from(words),
      };
      this.#constants.set(key, known);
    }
    return known.buffer;
  }

  /** How much is registered; `release` forgets what came later (what a trainer needed). */
  mark(): { derived: number; constants: number } {
    return { derived: this.#derived.size, constants: this.#constants.size };
  }

  release(mark: { derived: number; constants: number }): void {
    for (const name of [...this.#derived.keys()].slice(mark.derived)) this.#derived.delete(name);
    for (const key of [...this.#constants.keys()].slice(mark.constants)) this.#constants.delete(key);
  }

  get constants(): { buffer: Buffer; words: Int32Array }[] {
    return [...this.#constants.values()];
  }

  /** What must run after the weights changed. */
  get preparation(): Phase[] {
    return [...this.#derived.values()].map((entry) => entry.phase);
  }
}
