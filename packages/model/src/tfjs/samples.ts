import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { TfjsError } from "./errors.js";

export type Images = Uint8Array | Float32Array;

/** How many inputs of `size` values the array holds. */
export function countImages(images: Images, size: number): number {
  const typed = images instanceof Uint8Array || images instanceof Float32Array;
  if (typed && images.length % size === 0) return images.length / size;
  const got = typed ? `${images.length} values` : typeof images;
  throw new TfjsError(
    "ERR_MNIST_ARGUMENT",
    `images must be a Uint8Array or Float32Array with a multiple of ${size} values, got ${got}`,
  );
}

/** Images `start` up to `end` as a tensor `[end - start, ...shape]`; bytes are scaled by 1/255. */
export function imagesTensor(images: Images, shape: number[], start: number, end: number): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const part = images.subarray(start * size, end * size);
  return tensor(part instanceof Uint8Array ? scaled(part) : part.slice(), [end - start, ...shape]);
}

function scaled(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = bytes[i] / 255;
  return values;
}

/** Checks that there is one label for each image and that each is below `classes`. */
export function checkLabels(labels: Uint8Array, count: number, classes: number): void {
  if (!(labels instanceof Uint8Array) || labels.length !== count) {
    const got = labels instanceof Uint8Array ? labels.length : typeof labels;
    throw new TfjsError(
      "ERR_MNIST_ARGUMENT",
      `${count} images need ${count} labels in a Uint8Array, got ${got}`,
    );
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong < 0) return;
  throw new TfjsError(
    "ERR_MNIST_ARGUMENT",
    `label ${labels[wrong]} at ${wrong} is not below the ${classes} outputs of the model`,
  );
}

/** Number of samples whose first largest output is the label; outputs `[labels.length, classes]`. */
export function countCorrect(outputs: ArrayLike<number>, labels: Uint8Array): number {
  const classes = outputs.length / labels.length;
  let correct = 0;
  for (const [i, label] of labels.entries()) {
    let best = 0;
    for (let j = 1; j < classes; j++) {
      if (outputs[i * classes + j] > outputs[i * classes + best]) best = j;
    }
    if (best === label) correct++;
  }
  return correct;
}
