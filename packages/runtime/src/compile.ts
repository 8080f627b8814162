import { RuntimeError } from "./errors.js";
import type { CompileOptions, Executor, ModelArtifacts } from "./types.js";

export async function compile(_artifacts: ModelArtifacts, _options: CompileOptions = {}): Promise<Executor> {
  throw new RuntimeError("ERR_MNIST_UNSUPPORTED", "under construction");
}
