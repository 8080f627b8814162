import { ModelError } from "./errors.js";

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` unless `valid` */
export function check(name: string, value: unknown, valid: boolean, expected: string): void {
  if (!valid) throw new ModelError("ERR_MNIST_ARGUMENT", `${name} must be ${expected}, got ${value}`);
}
