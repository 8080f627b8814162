import type { ModelArtifacts } from "./artifacts.js";
import { ModelError } from "./errors.js";
import { pathOf } from "./files.js";
import { loadModel } from "./model-folder.js";
import { isPretrained, loadPretrained, type PretrainedName, pretrained } from "./pretrained.js";
import { requireArtifacts } from "./require-model.js";

/** The name of a model that ships with this package, a folder (its path or `file:` URL), or a model in memory. */
export type ModelSource = PretrainedName | (string & {}) | URL | ModelArtifacts;

/**
 * The model that a person named: one that ships with this package ("default", "tiny", "best"), or else the folder of
 * a tfjs-layers model (begin it with `./` when it has such a name); a model in memory is given back as it is.
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_NOT_FOUND`, `ERR_MNIST_MODEL_FORMAT`, `ERR_MNIST_ARGUMENT`
 */
export async function openModel(source: ModelSource): Promise<ModelArtifacts> {
  if (source instanceof URL) return loadModel(pathOf(source));
  if (typeof source !== "string") {
    requireArtifacts(source);
    return source;
  }
  if (isPretrained(source)) return loadPretrained(source);
  try {
    return await loadModel(source);
  } catch (error) {
    if (!(error instanceof ModelError) || error.code !== "ERR_MNIST_MODEL_NOT_FOUND") throw error;
    throw new ModelError(error.code, `${error.message}, or one that ships: ${pretrained.join(", ")}`, {
      cause: error.cause,
    });
  }
}
