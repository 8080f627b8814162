import { GROUP } from "./builder.js";
import type { Argument, Buffer, Call, LoweredCall, LoweredPhase, Phase, Program } from "./plan.js";

/** Buffers start at whole cache lines. */
const ALIGNMENT = 64;

/** Hands out addresses one after the other; `guard` extra bytes follow every buffer (tests watch them). */
export class Allocator {
  end: number;
  readonly guard: number;
  /** [start, end) of every guard zone. */
  readonly guards: [number, number][] = [];

  constructor(start: number, guard = 0) {
    this.end = start;
    this.guard = guard;
  }

  allocate(bytes: number): number {
    const address = roundUp(this.end, ALIGNMENT);
    this.end = address + roundUp(bytes, 16);
    if (this.guard > 0) {
      this.guards.push([this.end, this.end + this.guard]);
      this.end += this.guard;
    }
    return address;
  }

  /** Makes what was allocated since `end` was `mark` free again. */
  release(mark: number): void {
    this.end = mark;
    while (this.guards.length > 0 && this.guards[this.guards.length - 1][1] > mark) this.guards.pop();
  }
}

interface Place {
  address: number;
  /** Bytes from one copy to the next, and what numbers the copies. */
  stride: number;
  unit: "thread" | "slice" | "first" | undefined;
}

/** Where every buffer is. Global buffers may be placed by hand before programs are lowered. */
export class Layout {
  readonly #places = new Map<Buffer, Place>();
  readonly allocator: Allocator;
  readonly #threads: number;

  constructor(allocator: Allocator, threads: number) {
    this.allocator = allocator;
    this.#threads = threads;
  }

  /** Gives back everything that was placed at or after `mark`, an earlier `allocator.end`. */
  release(mark: number): void {
    for (const [buffer, { address }] of this.#places) if (address >= mark) this.#places.delete(buffer);
    this.allocator.release(mark);
  }

  /** Places one global buffer and returns its address. */
  place(buffer: Buffer): number {
    const known = this.#places.get(buffer);
    if (known) return known.address;
    const address = this.allocator.allocate(buffer.bytes);
    this.#places.set(buffer, { address, stride: 0, unit: undefined });
    return address;
  }

  /** Places one buffer of "slice" scope with its copies and returns the first address. */
  placeSlices(buffer: Buffer, slices: number): number {
    const stride = roundUp(buffer.bytes, ALIGNMENT);
    const address = this.allocator.allocate(stride * slices);
    this.#places.set(buffer, { address, stride, unit: "slice" });
    return address;
  }

  address(buffer: Buffer): number {
    return this.#places.get(buffer)!.address;
  }

  stride(buffer: Buffer): number {
    return this.#places.get(buffer)!.stride;
  }

  /** Places what the phases use and resolves their arguments. */
  lower(phases: Phase[], options: { maxBatch: number; slices: number; group?: number }): Program {
    const group = options.group ?? GROUP;
    this.#placeAll(phases, { ...options, group });
    return {
      group,
      slices: options.slices,
      phases: phases.map((phase, index) => this.#lowerPhase(phase, index)),
    };
  }

  #placeAll(
    phases: Phase[],
    { maxBatch, slices, group }: { maxBatch: number; slices: number; group: number },
  ): void {
    const uses = new Map<Buffer, Set<number>>();
    phases.forEach((phase, index) => {
      for (const call of callsOf(phase)) {
        for (const buffer of buffersOf(call)) uses.set(buffer, (uses.get(buffer) ?? new Set()).add(index));
      }
    });
    const local: [Buffer, number][] = [];
    const arena = new Allocator(0, this.allocator.guard);
    for (const [buffer, where] of uses) {
      if (this.#places.has(buffer)) continue;
      if (buffer.scope === "global") this.place(buffer);
      else if (buffer.scope === "slice") this.placeSlices(buffer, slices);
      else if (buffer.scope === "thread") local.push([buffer, arena.allocate(buffer.bytes)]);
      else if (where.size === 1 && !buffer.isResident)
        local.push([buffer, arena.allocate(buffer.bytes * group)]);
      else {
        const address = this.allocator.allocate(buffer.bytes * maxBatch);
        this.#places.set(buffer, { address, stride: buffer.bytes, unit: "first" });
      }
    }
    if (local.length === 0) return;
    // One arena for each worker and one for the calling thread; an odd number of lines keeps them apart in the cache.
    const stride = roundUp(arena.end, 4096) + ALIGNMENT * 3;
    const base = this.allocator.allocate(stride * (this.#threads + 1));
    for (const [buffer, offset] of local)
      this.#places.set(buffer, { address: base + offset, stride, unit: "thread" });
    for (let thread = 0; thread <= this.#threads; thread++) {
      for (const [start, end] of arena.guards) {
        this.allocator.guards.push([base + thread * stride + start, base + thread * stride + end]);
      }
    }
  }

  #lowerPhase(phase: Phase, index: number): LoweredPhase {
    const lower = (calls: Call[]) => calls.map((call) => this.#lowerCall(call));
    return {
      kind: phase.kind,
      parts: phase.parts,
      barrier: phase.barrier ?? true,
      index,
      threadCalls: lower(phase.threadCalls),
      sliceCalls: lower(phase.sliceCalls),
      calls: lower(phase.calls),
      sliceEndCalls: lower(phase.sliceEndCalls),
    };
  }

  #lowerCall({ kernel, args }: Call): LoweredCall {
    const lowered: LoweredCall = { kernel, base: [], steps: [] };
    args.forEach((argument, i) => {
      lowered.base.push(
        this.#lowerArgument(argument, (unit, amount) => lowered.steps.push([i, unit, amount])),
      );
    });
    return lowered;
  }

  #lowerArgument(
    argument: Argument,
    step: (unit: LoweredCall["steps"][number][1], amount: number) => void,
  ): number {
    if (typeof argument === "number") return argument;
    if ("strideOf" in argument) return this.stride(argument.strideOf);
    if ("samples" in argument) step("samples", argument.samples);
    else if ("first" in argument) step("first", 1);
    else if ("batch" in argument) step("batch", 1);
    else if ("part" in argument) step("part", argument.part);
    else {
      const { address, stride, unit } = this.#places.get(argument.buffer)!;
      if (unit && !argument.whole) step(unit, stride);
      if (argument.perPart) step("part", argument.perPart);
      return address + (argument.offset ?? 0);
    }
    return 0;
  }
}

function callsOf(phase: Phase): Call[] {
  return [...phase.threadCalls, ...phase.sliceCalls, ...phase.calls, ...phase.sliceEndCalls];
}

function buffersOf(call: Call): Buffer[] {
  return call.args.flatMap((argument) =>
    typeof argument === "object" && "buffer" in argument ? [argument.buffer] : [],
  );
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
