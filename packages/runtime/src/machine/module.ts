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

export function hasRelaxedSimd(): boolean {
  if (WebAssembly.validate(RELAXED_PROBE)) return true;
  // Node 20 has it behind a flag that may be set at run time, before the first module that needs it.
  const v8 = globalThis.process?.getBuiltinModule?.("node:v8");
  if (!v8) return false;
  v8.setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(RELAXED_PROBE);
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
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  if (!shared) markPrivate(bytes);
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new RuntimeError("ERR_MNIST_PLATFORM", "this platform cannot compile WebAssembly with SIMD", {
      cause,
    });
  }
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
