import { RuntimeError } from "../errors.js";

const PAGE_BYTES = 65536;
/** 2 GiB: shared memory must name its largest size, and address space is reserved for it. */
const MAX_PAGES = 32768;
/** Enough to make V8 collect, which counts in steps of 64 MiB. */
const MAX_ANNOUNCED = 256 << 20;

/** Memory of `bytes` that can grow as far as the platform lets it: iOS has no 2 GiB of address space for shared memory. */
export function createMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  const initial = pagesFor(bytes);
  for (let maximum = MAX_PAGES; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared });
    } catch (cause) {
      if (maximum / 2 >= initial) continue;
      throw new RuntimeError("ERR_MNIST_PLATFORM", `no memory for ${initial} pages of 64 KiB`, { cause });
    }
  }
}

export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const more = pagesFor(bytes) - memory.buffer.byteLength / PAGE_BYTES;
  if (more <= 0) return;
  try {
    memory.grow(more);
  } catch (cause) {
    throw new RuntimeError("ERR_MNIST_PLATFORM", `no memory for ${more} more pages of 64 KiB`, { cause });
  }
}

/**
 * Lets the collector see how much it gains by freeing the memory of a closed executor. Engines do not count shared
 * memory: 40 executors one after the other, each closed, held 2 GB in Node 20 without this and 160 MB with it.
 */
export function announceRelease(memory: WebAssembly.Memory): void {
  try {
    // Pages nobody touches: costs no time, only counts. (Bundlers drop a plain "new" whose result is not used.)
    Reflect.construct(ArrayBuffer, [Math.min(2 * memory.buffer.byteLength, MAX_ANNOUNCED)]);
  } catch {
    // No address space for it: the engine has just collected what it could.
  }
}

function pagesFor(bytes: number): number {
  // One page more than is used, because kernels may read (never write) a few vectors past a buffer.
  const pages = Math.ceil(bytes / PAGE_BYTES) + 1;
  if (pages > MAX_PAGES) {
    throw new RuntimeError(
      "ERR_MNIST_PLATFORM",
      `the model needs ${Math.ceil(bytes / 2 ** 20)} MiB, more than the 2 GiB there can be`,
    );
  }
  return pages;
}
