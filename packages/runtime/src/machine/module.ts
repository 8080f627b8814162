import { RuntimeError } from "../errors.js";

/** A module with one function that returns f32x4.relaxed_madd of zeros; valid where relaxed SIMD is on. */
const RELAXED_PROBE = Uint8Array.of(
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

/**
 * Whether relaxed SIMD is there; in Node 20 this switches it on for the whole process. It stays on: V8 crashes when it goes
 * off while another thread compiles.
 */
export function hasRelaxedSimd(): boolean {
  if (relaxedSimdIsFlagged()) nodeV8()?.setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(RELAXED_PROBE);
}

/**
 * Whether {@link hasRelaxedSimd} has to change the flags of the process, as in Node 20. Workers should be up by then: with
 * other flags than its own, Node does not take the cached code of its internal modules, and each worker needs 30 ms more.
 */
export function relaxedSimdIsFlagged(): boolean {
  return nodeV8() !== undefined && !WebAssembly.validate(RELAXED_PROBE);
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
    return await WebAssembly.compile(bytes);
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
