import { RuntimeError } from "./errors.js";
import { WasmExecutor } from "./executor.js";
import { buildGraph } from "./graph/build.js";
import { compileKernels, hasRelaxedSimd } from "./machine/module.js";
import { Pool } from "./machine/pool.js";
import { padChannels } from "./plan/rewrites/channels.js";
import type { CompileOptions, Executor, ModelArtifacts } from "./types.js";

const MAX_THREADS = 64;
const MAX_DEFAULT_THREADS = 8;

/**
 * Compiles a tfjs-layers model into an executor that predicts and trains on SIMD WebAssembly and threads.
 *
 * @throws {RuntimeError} `ERR_MNIST_UNSUPPORTED` when the model has a layer or option the runtime does not know (its
 *   message names it), `ERR_MNIST_MODEL` when topology and weights do not fit, `ERR_MNIST_ARGUMENT` for wrong options,
 *   `ERR_MNIST_PLATFORM` when WebAssembly SIMD or the memory is missing.
 */
export async function compile(artifacts: ModelArtifacts, options: CompileOptions = {}): Promise<Executor> {
  return compileWithGuards(artifacts, options, 0);
}

/** As {@link compile}, with `guard` unused bytes after every buffer, which tests watch for stray writes. */
export async function compileWithGuards(
  artifacts: ModelArtifacts,
  options: CompileOptions,
  guard: number,
): Promise<WasmExecutor> {
  const threads = options.threads ?? Math.min(MAX_DEFAULT_THREADS, machineThreads());
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new RuntimeError(
      "ERR_MNIST_ARGUMENT",
      `threads must be an integer from 1 to ${MAX_THREADS}, got ${threads}`,
    );
  }
  const canShare = typeof SharedArrayBuffer !== "undefined" && globalThis.crossOriginIsolated !== false;
  if (options.sharedMemory === true && !canShare) {
    throw new RuntimeError(
      "ERR_MNIST_PLATFORM",
      "sharedMemory needs SharedArrayBuffer: serve the page cross-origin isolated",
    );
  }
  const shared = options.sharedMemory ?? canShare;
  const simd = !options.deterministic && hasRelaxedSimd() ? "relaxed-simd" : "simd";
  const pool = shared ? Pool.spawn(threads) : undefined;
  try {
    const graph = padChannels(buildGraph(artifacts));
    const module = await compileKernels(simd, shared);
    return await WasmExecutor.start({
      graph,
      artifacts,
      module,
      simd,
      pool,
      threads: shared ? threads : 1,
      guard,
    });
  } catch (error) {
    await pool?.close();
    throw error;
  }
}

function machineThreads(): number {
  const os = globalThis.process?.getBuiltinModule?.("node:os");
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
