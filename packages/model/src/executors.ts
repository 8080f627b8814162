import type { ModelArtifacts } from "./artifacts.js";
import { ModelError } from "./errors.js";
import { backends, type Executor, type ExecutorOptions } from "./executor.js";
import { requireArtifacts } from "./require-model.js";

/**
 * Prepares a model to run. The backend's code is imported here and not before: running on "wasm" loads no
 * TensorFlow.js.
 *
 * @throws {ModelError} `ERR_MNIST_BACKEND` when there is no such backend; what the backend throws when it cannot
 *   be had on this machine or does not know a layer
 */
export async function createExecutor(
  artifacts: ModelArtifacts,
  { backend = "wasm", threads, deterministic, sharedMemory }: ExecutorOptions = {},
): Promise<Executor> {
  requireArtifacts(artifacts);
  switch (backend) {
    case "wasm": {
      const { compile } = await import("@mnist/runtime");
      return Object.assign(await compile(artifacts, { threads, deterministic, sharedMemory }), { backend });
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
