import { RuntimeError } from "../errors.js";

/** A module with one function that returns f32x4.relaxed_madd of zeros; valid where relaxed SIMD is on. */
export const RELAXED_PROBE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  19,
  1,
  17,
  0,
  65,
  0,
  253,
  17,
  65,
  0,
  253,
  17,
  65,
  0,
  253,
  17,
  253,
  133,
  2,
  11,
);

export type Simd = "simd" | "relaxed-simd";

/** Another thread of the process may change the flag that {@link withRelaxedSimd} sets: then once more. */
const ATTEMPTS = 5;

/** Whether relaxed SIMD is there, in Node 20 behind a flag. */
export function hasRelaxedSimd(attempts = ATTEMPTS): boolean {
  const isThere = withRelaxedSimd(() => WebAssembly.validate(RELAXED_PROBE));
  return isThere || (attempts > 1 && hasRelaxedSimd(attempts - 1));
}

/** Compiles one of the builds. Where a flag has to stay as it is meanwhile, on this thread: it takes a millisecond. */
export async function compileWasm(
  bytes: Uint8Array<ArrayBuffer>,
  attempts = ATTEMPTS,
): Promise<WebAssembly.Module> {
  try {
    if (WebAssembly.validate(RELAXED_PROBE) || !nodeV8()) return await WebAssembly.compile(bytes);
    return withRelaxedSimd(() => new WebAssembly.Module(bytes));
  } catch (error) {
    if (attempts > 1) return compileWasm(bytes, attempts - 1);
    throw error;
  }
}

/**
 * Node 20 has relaxed SIMD behind a flag that may be set at run time and only matters while a module is validated. It
 * goes off again at once: with other flags than its own, Node does not take the cached code of its internal modules,
 * and each new worker, whosever it is, needs 30 ms more.
 */
function withRelaxedSimd<T>(work: () => T): T {
  const v8 = WebAssembly.validate(RELAXED_PROBE) ? undefined : nodeV8();
  v8?.setFlagsFromString("--experimental-wasm-relaxed-simd");
  try {
    return work();
  } finally {
    v8?.setFlagsFromString("--no-experimental-wasm-relaxed-simd");
  }
}

function nodeV8() {
  return globalThis.process?.getBuiltinModule?.("node:v8");
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** The kernels for shared or private memory, compiled once. */
export function compileKernels(simd: Simd, shared: boolean): Promise<WebAssembly.Module> {
  const key = `${simd} ${shared}`;
  let module = compiled.get(key);
  if (!module) {
    module = compileBuild(simd, shared);
    compiled.set(key, module);
    // A failure is not kept: memory or a network may be back later.
    module.catch(() => compiled.delete(key));
  }
  return module;
}

async function compileBuild(simd: Simd, shared: boolean): Promise<WebAssembly.Module> {
  const { default: base64 } =
    simd === "simd" ? await import("../../build/simd.js") : await import("../../build/relaxed-simd.js");
  const bytes = decodeBase64(base64);
  if (!shared) markPrivate(bytes);
  try {
    return await compileWasm(bytes);
  } catch (cause) {
    throw new RuntimeError("ERR_MNIST_PLATFORM", "this platform cannot compile WebAssembly with SIMD", {
      cause,
    });
  }
}

/** Node's `atob` needs some milliseconds for a build. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  if (globalThis.Buffer) return Uint8Array.from(Buffer.from(text, "base64"));
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** An instance whose traps and errors are what calls throw. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Record<string, (...args: number[]) => unknown> {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as Record<string, (...args: number[]) => unknown>;
}

const IMPORT_SECTION = 2;

/** Clears the "shared" bit of the module's memory import: the kernels themselves are the same either way. */
export function markPrivate(bytes: Uint8Array): void {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skipName = () => {
    const length = number();
    at += length;
  };
  while (at < bytes.length) {
    const id = bytes[at++];
    const size = number();
    if (id !== IMPORT_SECTION) {
      at += size;
      continue;
    }
    number(); // the one import: env.memory
    skipName();
    skipName();
    const [kind, limits] = [bytes[at], at + 1];
    if (kind === 2) bytes[limits] &= ~2;
    return;
  }
}
