import { ModelError } from "./errors.js";

/**
 * Refuses what is no model in memory, such as the name of one.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT`
 */
export function requireModel(model: unknown): void {
  if (typeof model === "object" && model !== null) return;
  const given = JSON.stringify(model);
  const remedy = typeof model === "string" ? `; await openModel(${given}) opens it` : "";
  throw new ModelError("ERR_MNIST_ARGUMENT", `a model in memory is expected, got ${given}${remedy}`);
}

/**
 * Refuses images and labels of another type, which would be read as something else.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT`
 */
export function requireBytes(name: string, values: unknown): asserts values is Uint8Array {
  if (values instanceof Uint8Array) return;
  const given = (values as object).constructor?.name ?? typeof values;
  throw new ModelError("ERR_MNIST_ARGUMENT", `${name} must be a Uint8Array, got ${given}`);
}

/**
 * Refuses what are no artifacts, such as a `tf.LayersModel`.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT`
 */
export function requireArtifacts(model: object): void {
  requireModel(model);
  if ("modelTopology" in model) return;
  throw new ModelError(
    "ERR_MNIST_ARGUMENT",
    "artifacts are expected, got an object without modelTopology; await modelArtifacts(model) gives those of a tf.LayersModel",
  );
}
