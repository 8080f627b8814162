import { ModelError } from "./errors.js";

/** Every key of a type, so that the compiler asks for those added to it later. */
export type Keys<T> = Record<keyof T, true>;

/**
 * Refuses keys that are not known, such as misspelled ones.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` naming the first of them and the known ones
 */
export function checkKeys(name: string, value: object | undefined, known: object | undefined): void {
  if (!value || !known) return;
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) return;
  throw new ModelError(
    "ERR_MNIST_ARGUMENT",
    `${name} has no "${unknown}"; it may have ${Object.keys(known).join(", ")}`,
  );
}
