import "@tensorflow/tfjs-backend-cpu";
import { getThreadsCount, setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { env, getBackend, scalar, setBackend } from "@tensorflow/tfjs-core";
import { checkNumber } from "./checks.js";
import { TfjsError } from "./errors.js";
import { registerGradients } from "./gradients/register.js";
import { registerWasmTrainingKernels } from "./kernels/register.js";
import { loadTfjsNode } from "./node-backend.js";

/** The backends of TensorFlow.js that models run on. */
export type TfjsBackend = "tfjs-wasm" | "tfjs-cpu" | "tfjs-node";

const NAMES = { "tfjs-wasm": "wasm", "tfjs-cpu": "cpu", "tfjs-node": "tensorflow" } as const;

export interface TfjsBackendOptions {
  /**
   * Threads that compute. "tfjs-node" takes it when it is loaded for the first time in a process; "tfjs-wasm" has
   * threads in cross-origin isolated pages only, at most half the logical cores; "tfjs-cpu" has one.
   */
  threads?: number;
  /**
   * Where browsers find the three .wasm files of `@tensorflow/tfjs-backend-wasm` (plain, SIMD, threaded SIMD; the
   * best that the host supports is fetched): the URL of their folder, or of each by its name. Node needs none.
   */
  wasmPaths?: string | Record<string, string>;
}

/**
 * Starts a backend, with all kernels and gradients that training needs, and makes it tfjs's current one.
 *
 * @returns the number of threads that will compute
 * @throws {TfjsError} `ERR_MNIST_BACKEND` when there is no such backend, or it cannot be had on this machine
 */
export async function startBackend(
  backend: TfjsBackend,
  { threads, wasmPaths }: TfjsBackendOptions = {},
): Promise<number> {
  if (!Object.hasOwn(NAMES, backend)) {
    const message = `no backend of TensorFlow.js named "${backend}"; choose one of ${Object.keys(NAMES).join(", ")}`;
    throw new TfjsError("ERR_MNIST_BACKEND", message);
  }
  if (threads !== undefined) checkNumber("threads", threads, 1, 64, Number.isInteger);
  registerGradients();
  if (backend === "tfjs-node") await loadTfjsNode(threads);
  if (backend === "tfjs-wasm") {
    registerWasmTrainingKernels();
    if (wasmPaths !== undefined) setWasmPaths(wasmPaths);
    if (threads !== undefined) setThreadsCount(threads);
  }
  if (!(await quietly(NAMES[backend]))) {
    const hint =
      backend === "tfjs-wasm" ? `: its .wasm files were not found, see the option "wasmPaths"` : "";
    throw new TfjsError("ERR_MNIST_BACKEND", `backend "${backend}" does not start${hint}`);
  }
  if (backend === "tfjs-cpu") return 1;
  if (backend === "tfjs-wasm") {
    return (await env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT")) ? getThreadsCount() : 1;
  }
  return Number(
    process.env.TF_NUM_INTRAOP_THREADS ?? process.getBuiltinModule("node:os").availableParallelism(),
  );
}

/** Makes a started backend tfjs's current one, at once: work of several executors may alternate. */
export function activateBackend(backend: TfjsBackend): void {
  if (getBackend() !== NAMES[backend]) void setBackend(NAMES[backend]);
}

/** Without the advertisement that tfjs's cpu backend prints when the first tensor is made. */
async function quietly(name: string): Promise<boolean> {
  const before = env().getBool("PROD");
  env().set("PROD", true);
  try {
    const ready = await setBackend(name);
    if (ready) scalar(0).dispose();
    return ready;
  } finally {
    env().set("PROD", before);
  }
}
