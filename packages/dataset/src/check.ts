/** Checks of what callers hand in, in one place. */
import { DatasetError } from "./errors.js";

/** @throws {DatasetError} `ERR_MNIST_ARGUMENT` naming the first of `values` that is missing */
export function checkGiven(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) continue;
    throw new DatasetError("ERR_MNIST_ARGUMENT", `${name} is missing (${value}).`, { remedy: "Pass it." });
  }
}

/** @throws {DatasetError} `ERR_MNIST_ARGUMENT` naming the first of `values` that is no integer from 0 to 2^32 - 1 */
export function checkUint32(values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) continue;
    const message = `${name} must be an integer from 0 to ${2 ** 32 - 1}, got ${value}.`;
    throw new DatasetError("ERR_MNIST_ARGUMENT", message);
  }
}
