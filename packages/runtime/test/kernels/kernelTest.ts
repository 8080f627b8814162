import { Random } from "@mnist/random";
import { beforeEach, describe, expect } from "vitest";
import { compileKernels, hasRelaxedSimd, instantiate, type Simd } from "../../src/machine/module.js";
import { createMemory } from "../../src/memory/memory.js";
import { relativeError } from "../relativeError.js";

/** Around whole vectors and the 16 values of a dropout block; the sizes of real layers come on top. */
export const SIZES = [0, 1, 3, 4, 5, 15, 16, 17];

/** Integers, whose sums and products are exact in float32, so that every order of adding gives the same bits; and others. */
const DATA = [
  { kind: "integers", next: (random: Random) => random.integer(9) - 4, bound: 0 },
  { kind: "random numbers", next: (random: Random) => random.uniform(-1, 1), bound: 4e-6 },
];

/** The builds this engine can run. */
export const BUILDS: Simd[] = hasRelaxedSimd() ? ["simd", "relaxed-simd"] : ["simd"];

const MEMORY_BYTES = 48 << 20;
const FIRST_ADDRESS = 1 << 16;
/** Between the buffers, of a bit pattern that is a NaN: what a kernel reads of it must not get into a result. */
const GUARD = 0x7fc0beef;
const GUARD_BYTES = 128;

type Kernels = Record<string, (...args: number[]) => unknown>;
type Values = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A piece of the kernels' memory between guards; `values` is the memory itself, not a copy. */
export interface Buffer<T extends Values = Values> {
  readonly address: number;
  readonly values: T;
}

/**
 * Defines tests of kernels, which run on both builds, with integers and with random numbers.
 * `kernelsOf` gives other exports than those of the runtime itself.
 */
export async function describeKernels(
  name: string,
  define: (test: KernelTest) => void,
  kernelsOf: (build: Simd) => Promise<WebAssembly.Module> = (build) => compileKernels(build, false),
): Promise<void> {
  for (const build of BUILDS) {
    const memory = createMemory(MEMORY_BYTES, false);
    const kernels = instantiate(await kernelsOf(build), memory);
    for (const data of DATA) {
      describe(`${name}, ${build}, ${data.kind}`, () => {
        const test = new KernelTest(kernels, memory, data);
        beforeEach(() => test.reset());
        define(test);
      });
    }
  }
}

/** Calls kernels directly on a memory and compares what they write with the references. */
export class KernelTest {
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  readonly #data: (typeof DATA)[number];
  #random = new Random(1, "kernel test");
  #writable: Buffer[] = [];
  #end = FIRST_ADDRESS;

  constructor(kernels: Kernels, memory: WebAssembly.Memory, data: (typeof DATA)[number]) {
    this.#kernels = kernels;
    this.#memory = memory;
    this.#data = data;
    this.#guard(FIRST_ADDRESS, MEMORY_BYTES);
  }

  /** Forgets all buffers and begins the random numbers anew. */
  reset(): void {
    this.#guard(FIRST_ADDRESS, this.#end);
    this.#random = new Random(1, "kernel test");
    this.#writable = [];
    this.#end = FIRST_ADDRESS;
  }

  #guard(from: number, to: number): void {
    new Int32Array(this.#memory.buffer, from, (to - from) / 4).fill(GUARD);
  }

  /** Values of the kind these tests run with. */
  floats(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.#data.next(this.#random));
  }

  /** As `floats`, about half of them 0, as relu and dropout leave gradients. */
  sparse(count: number): Float32Array {
    return this.floats(count).map((value) => (this.#random.integer(2) ? value : 0));
  }

  /** Integers from 0 to bound - 1. */
  indices(count: number, bound: number): Uint32Array {
    return Uint32Array.from({ length: count }, () => this.#random.integer(bound));
  }

  /** A buffer the kernel may only read. */
  input<T extends Values>(values: T): Buffer<T> {
    const address = this.#end + GUARD_BYTES;
    const type = values.constructor as new (memory: ArrayBufferLike, at: number, length: number) => T;
    const buffer = { address, values: new type(this.#memory.buffer, address, values.length) };
    buffer.values.set(values);
    this.#end = (address + values.byteLength + GUARD_BYTES + 15) & ~15;
    return buffer;
  }

  /** A buffer the kernel reads and changes. */
  state<T extends Values>(values: T): Buffer<T> {
    const buffer = this.input(values);
    this.#writable.push(buffer);
    return buffer;
  }

  /** A buffer the kernel overwrites with `count` floats: NaN before. */
  output(count: number): Buffer<Float32Array> {
    return this.state(new Float32Array(count).fill(Number.NaN));
  }

  /** A buffer the kernel overwrites with `count` integers. */
  integerOutput(count: number): Buffer<Int32Array> {
    return this.state(new Int32Array(count).fill(GUARD));
  }

  /** Calls a kernel and checks that it wrote nowhere else. A buffer as an argument stands for its address. */
  call(name: string, ...args: (number | Buffer)[]): void {
    const used = new Uint8Array(this.#memory.buffer, FIRST_ADDRESS, this.#end - FIRST_ADDRESS);
    const expected = used.slice();
    this.#kernels[name](...args.map((value) => (typeof value === "number" ? value : value.address)));
    for (const { address, values } of this.#writable)
      expected.set(new Uint8Array(values.buffer, address, values.byteLength), address - FIRST_ADDRESS);
    const isUntouched = globalThis.Buffer.compare(used, expected) === 0;
    expect(isUntouched, `${name} writes only to its outputs`).toBe(true);
  }

  /**
   * Expects the largest difference relative to the largest expected value (at least 1) to be at most `bound`: 0 for
   * integers, for random numbers what another order of adding float32 explains.
   */
  compare({ values }: Buffer, expected: ArrayLike<number>, bound = this.#data.bound): void {
    expect(relativeError(values, expected, 1)).toBeLessThanOrEqual(bound);
  }
}
