/** Checks of what callers hand in, in one place. */
import { refuse } from "./errors.js";

/** @throws {DatasetError} `ERR_MNIST_ARGUMENT` naming the first of `values` that is missing */
export function checkGiven(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) continue;
    refuse(`${name} is missing (${value}).`, { remedy: "Pass it." });
  }
}

/** @throws {DatasetError} `ERR_MNIST_ARGUMENT` unless there are as many pixels as an image of that size has */
export function checkPixels(pixels: Uint8Array, rows: number, columns: number): void {
  if (rows > 0 && Number.isInteger(rows) && Number.isInteger(columns) && pixels.length === rows * columns)
    return;
  const message = `An image of ${rows} x ${columns} pixels cannot be made of ${pixels.length} pixels.`;
  refuse(message, { remedy: "Pass all pixels of one image, and its size." });
}
