import type { LoweredCall, LoweredPhase, Program, StepUnit } from "../plan/plan.js";
import { ARRIVED, CONTROL_ADDRESS, CONTROL_BYTES, counterOf, FAILED, GENERATION } from "./control.js";

type Kernel = (...args: number[]) => unknown;

/** What a call's arguments depend on. */
type Place = Record<StepUnit, number>;

/** How often a thread looks at the barrier before it sleeps: a few microseconds. */
const SPINS = 4000;
/** How long it sleeps at most before it looks whether another thread failed. */
const WAIT_MS = 100;

/** One thread's interpreter: runs phases of kernel calls and meets the other threads at the barriers. */
export class Machine {
  readonly thread: number;
  readonly threads: number;
  readonly memory: WebAssembly.Memory;
  #words: Int32Array<ArrayBufferLike>;
  readonly #kernels: Record<string, Kernel>;
  readonly #place: Place;
  /** Where the shared counter of each phase stands before the phase begins. */
  readonly #dispatched: number[] = [];

  /** @param kernels the module's exports and host functions such as "augment" */
  constructor(kernels: Record<string, Kernel>, memory: WebAssembly.Memory, thread: number, threads: number) {
    this.#kernels = kernels;
    this.memory = memory;
    this.thread = thread;
    this.threads = threads;
    this.#place = { thread, slice: 0, first: 0, part: 0, samples: 0, batch: 0 };
    this.#words = new Int32Array(memory.buffer, CONTROL_ADDRESS, CONTROL_BYTES / 4);
  }

  /** Shared control words; the view is renewed when private memory has grown. */
  get words(): Int32Array {
    if (this.#words.length === 0)
      this.#words = new Int32Array(this.memory.buffer, CONTROL_ADDRESS, CONTROL_BYTES / 4);
    return this.#words;
  }

  /** Binds the calls of a program to kernels. */
  load(program: Program): Executable {
    return {
      group: program.group,
      slices: program.slices,
      phases: program.phases.map((phase) => ({
        phase,
        threadCalls: phase.threadCalls.map((call) => this.#bind(call)),
        sliceCalls: phase.sliceCalls.map((call) => this.#bind(call)),
        calls: phase.calls.map((call) => this.#bind(call)),
        sliceEndCalls: phase.sliceEndCalls.map((call) => this.#bind(call)),
      })),
    };
  }

  #bind(call: LoweredCall): BoundCall {
    const kernel = this.#kernels[call.kernel];
    if (!kernel) throw new Error(`there is no kernel "${call.kernel}"`);
    const base = [...call.base];
    for (const [index, unit, amount] of call.steps)
      if (unit === "thread") base[index] += amount * this.thread;
    const steps = call.steps.filter(([, unit]) => unit !== "thread");
    return { kernel, base, args: [...base], steps };
  }

  /** Forgets where the counters stand; all threads do this between two runs, while nobody runs. */
  resetCounters(): void {
    this.#dispatched.fill(0);
  }

  /** Runs the phases for a batch of `count` samples. */
  run(executable: Executable, count: number): void {
    this.#place.batch = count;
    this.#solo = 0;
    const groups = Math.ceil(count / executable.group);
    const slices = executable.slices || groups;
    for (const bound of executable.phases) {
      for (const call of bound.threadCalls) this.#invoke(call);
      const units = bound.phase.kind === "samples" ? slices : bound.phase.parts;
      for (let unit = this.#next(bound.phase, units); unit < units; unit = this.#next(bound.phase, units)) {
        if (bound.phase.kind === "samples")
          this.#runSlice(bound, unit, slices, groups, executable.group, count);
        else {
          this.#place.part = unit;
          for (const call of bound.calls) this.#invoke(call);
        }
      }
      this.#finishPhase(bound.phase, units);
      if (bound.phase.barrier) this.barrier();
    }
  }

  #runSlice(
    bound: BoundPhase,
    slice: number,
    slices: number,
    groups: number,
    group: number,
    count: number,
  ): void {
    this.#place.slice = slice;
    for (const call of bound.sliceCalls) this.#invoke(call);
    const end = Math.floor(((slice + 1) * groups) / slices);
    for (let g = Math.floor((slice * groups) / slices); g < end; g++) {
      this.#place.first = g * group;
      this.#place.samples = Math.min(group, count - g * group);
      for (const call of bound.calls) this.#invoke(call);
    }
    for (const call of bound.sliceEndCalls) this.#invoke(call);
  }

  #invoke(call: BoundCall): void {
    const { args, base, steps } = call;
    for (let i = 0; i < steps.length; i++) args[steps[i][0]] = base[steps[i][0]];
    for (let i = 0; i < steps.length; i++) args[steps[i][0]] += this.#place[steps[i][1]] * steps[i][2];
    call.kernel(...args);
  }

  /** The next unit of work of a phase nobody has taken; past the last when there is none. */
  #next(phase: LoweredPhase, units: number): number {
    const { index } = phase;
    this.#dispatched[index] ??= 0;
    const base = this.#dispatched[index];
    if (this.threads === 1) return this.#solo < units ? this.#solo++ : units;
    return Atomics.add(this.words, counterOf(index), 1) - base;
  }

  #solo = 0;

  /** Every thread asks once too often: the counter moves on by the units and the threads. */
  #finishPhase(phase: LoweredPhase, units: number): void {
    this.#solo = 0;
    this.#dispatched[phase.index] += units + this.threads;
  }

  /** Waits until all threads are here. Throws when one of them failed. */
  barrier(): void {
    if (this.threads === 1) return;
    const words = this.words;
    const generation = Atomics.load(words, GENERATION);
    if (Atomics.add(words, ARRIVED, 1) === this.threads - 1) {
      Atomics.store(words, ARRIVED, 0);
      Atomics.add(words, GENERATION, 1);
      Atomics.notify(words, GENERATION);
    } else {
      const isClosed = () =>
        Atomics.load(words, GENERATION) === generation && Atomics.load(words, FAILED) === 0;
      for (let i = 0; i < SPINS && isClosed(); i++);
      while (isClosed()) Atomics.wait(words, GENERATION, generation, WAIT_MS);
    }
    if (Atomics.load(words, FAILED) !== 0) throw new PeerFailure();
  }

  /** Frees the threads that wait for this one, which failed. */
  fail(): void {
    if (this.threads === 1) return;
    Atomics.store(this.words, FAILED, 1);
    Atomics.add(this.words, GENERATION, 1);
    Atomics.notify(this.words, GENERATION);
  }
}

/** Thrown on a thread that is well because another one failed. */
export class PeerFailure extends Error {
  override readonly name = "PeerFailure";
}

/** A program whose calls are bound to one thread's kernels. */
export interface Executable {
  group: number;
  slices: number;
  phases: BoundPhase[];
}

interface BoundPhase {
  phase: LoweredPhase;
  threadCalls: BoundCall[];
  sliceCalls: BoundCall[];
  calls: BoundCall[];
  sliceEndCalls: BoundCall[];
}

interface BoundCall {
  kernel: Kernel;
  base: number[];
  args: number[];
  steps: LoweredCall["steps"];
}
