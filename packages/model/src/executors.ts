import type { ModelArtifacts } from "./artifacts.js";
import { ModelError } from "./errors.js";
import type { Executor } from "./executor.js";

/** What can run a model: `wasm` is `@mnist/runtime`, the others are backends of TensorFlow.js. */
export const backends = ["wasm", "tfjs-wasm", "tfjs-cpu", "tfjs-node"] as const;
export type Backend = (typeof backends)[number];

export interface ExecutorOptions {
  /** Default "wasm". */
  backend?: Backend;
  /** Threads that compute; the backend's own choice by default. */
  threads?: number;
  /** Only instructions that give the same bits on every machine (backend "wasm"); default false. */
  deterministic?: boolean;
}

/**
 * Prepares a model to run. The backend's code is imported here and not before: running on "wasm" loads no
 * TensorFlow.js.
 *
 * @throws {ModelError} `ERR_MNIST_BACKEND` when there is no such backend; what the backend throws when it cannot
 *   be had on this machine or does not know a layer
 */
export async function createExecutor(
  artifacts: ModelArtifacts,
  { backend = "wasm", threads, deterministic }: ExecutorOptions = {},
): Promise<Executor> {
  switch (backend) {
    case "wasm": {
      const { compile } = await import("@mnist/runtime");
      return compile(artifacts, { threads, deterministic });
    }
    case "tfjs-wasm":
    case "tfjs-cpu":
    case "tfjs-node": {
      const { createTfjsExecutor } = await import("./tfjs/index.js");
      return createTfjsExecutor(artifacts, { backend, threads });
    }
    default:
      throw new ModelError(
        "ERR_MNIST_BACKEND",
        `no backend named "${backend}"; choose one of ${backends.join(", ")}`,
      );
  }
}
