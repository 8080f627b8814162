import { ModelError } from "./errors.js";

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` naming the first of `values` that is missing */
export function checkGiven(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) continue;
    throw new ModelError("ERR_MNIST_ARGUMENT", `${name} is missing (${value}); pass it`);
  }
}
