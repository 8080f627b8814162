import { checkGiven } from "./check-given.js";
import { ModelError } from "./errors.js";
import { requireBytes } from "./require-model.js";

/** Labeled images. */
export interface Samples {
  /** `[N, 28, 28]`, 0 = background, 255 = ink. */
  images: Uint8Array;
  /** `[N]`, the digit in each image. */
  labels: Uint8Array;
}

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` when a label is no class */
export function checkLabels(labels: Uint8Array, classes: number): void {
  const bad = labels.findIndex((label) => label >= classes);
  if (bad < 0) return;
  throw new ModelError(
    "ERR_MNIST_ARGUMENT",
    `label ${bad} is ${labels[bad]}; the model has the classes 0 to ${classes - 1}`,
  );
}

/**
 * The number of samples.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when there are none, their lengths do not agree, a label is no class or the
 *   model's output no vector of classes
 */
export function countSamples(
  samples: Samples,
  { inputShape, outputShape }: { inputShape: number[]; outputShape: number[] },
): number {
  checkGiven({ samples });
  const { images, labels } = samples;
  checkGiven({ images, labels });
  requireBytes("images", images);
  requireBytes("labels", labels);
  const imageLength = inputShape.reduce((product, length) => product * length, 1);
  if (labels.length === 0) throw new ModelError("ERR_MNIST_ARGUMENT", "there are no samples");
  if (images.length !== labels.length * imageLength) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `${labels.length} labels need ${labels.length} images of ${imageLength} pixels, got ${images.length} pixels`,
    );
  }
  if (outputShape.length !== 1) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `labels need a model with an output of shape [classes], its is [${outputShape}]`,
    );
  }
  checkLabels(labels, outputShape[0]);
  return labels.length;
}
