import { RuntimeError } from "./errors.js";
import { WasmExecutor } from "./executor.js";
import { buildGraph } from "./graph/build.js";
import { compileKernels, hasRelaxedSimd, relaxedSimdIsFlagged } from "./machine/module.js";
import { Pool } from "./machine/pool.js";
import { createFilledMemory } from "./memory/fill.js";
import { planExecutor } from "./plan/executor.js";
import { padChannels } from "./plan/rewrites/channels.js";
import type { CompileOptions, Executor, ModelArtifacts } from "./types.js";

const MAX_THREADS = 64;
const MAX_DEFAULT_THREADS = 8;

/**
 * Compiles a tfjs-layers model into an executor that predicts and trains on SIMD WebAssembly and threads. It is there as
 * soon as the calling thread can predict; the calls that need the workers wait until those are ready, too.
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
  const wanted = threadsFor(options);
  const shared = usesSharedMemory(options);
  const threads = shared ? wanted : 1;
  const pool = shared ? Pool.spawn(threads) : undefined;
  try {
    const plan = planExecutor(padChannels(buildGraph(artifacts)), threads, guard);
    const memory = createFilledMemory(plan, shared);
    if (!options.deterministic && relaxedSimdIsFlagged()) await pool?.up;
    const simd = !options.deterministic && hasRelaxedSimd() ? "relaxed-simd" : "simd";
    const module = await compileKernels(simd, shared);
    const weights = artifacts.weightData;
    return new WasmExecutor({ plan, memory, weights, module, simd, pool, threads });
  } catch (error) {
    await pool?.close();
    throw error;
  }
}

function usesSharedMemory({ sharedMemory }: CompileOptions): boolean {
  const canShare = typeof SharedArrayBuffer !== "undefined" && globalThis.crossOriginIsolated !== false;
  if (sharedMemory === true && !canShare) {
    throw new RuntimeError(
      "ERR_MNIST_PLATFORM",
      "sharedMemory needs SharedArrayBuffer: serve the page cross-origin isolated",
    );
  }
  return sharedMemory ?? canShare;
}

function threadsFor(options: CompileOptions): number {
  const threads = options.threads ?? Math.min(MAX_DEFAULT_THREADS, machineThreads());
  if (Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS) return threads;
  throw new RuntimeError(
    "ERR_MNIST_ARGUMENT",
    `threads must be an integer from 1 to ${MAX_THREADS}, got ${threads}`,
  );
}

function machineThreads(): number {
  const os = globalThis.process?.getBuiltinModule?.("node:os");
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
