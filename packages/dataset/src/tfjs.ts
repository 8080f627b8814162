import {
  oneHot,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";
import { generator } from "@tensorflow/tfjs-data";
import { checkGiven } from "./check.js";
import type { BatchOptions, Split } from "./split.js";

/** What {@link toTensors} and the batches of {@link toTfDataset} consist of. */
export type TensorBatch = {
  /** N x rows x columns x 1, float32, 0 (background) to 1 (ink). */
  xs: Tensor4D;
  /** N x classes, one-hot, float32. */
  ys: Tensor2D;
};

/** A split as tensors, for `model.fit(xs, ys)`; the caller disposes of them. */
export function toTensors(split: Split): TensorBatch {
  checkGiven({ split });
  return batchTensors(split, split.images, split.labels);
}

/** The labels of a split as an int32 tensor of N class numbers; the caller disposes of it. */
export function labelTensor(split: Split): Tensor1D {
  checkGiven({ split });
  return tensor1d(Int32Array.from(split.labels), "int32");
}

/**
 * A split as a `tf.data` set of batches, for `model.fitDataset`. With `shuffle`, each pass takes the order of the next
 * epoch, from `options.epoch` on, so that the same seed gives the same training.
 */
export function toTfDataset(split: Split, options: BatchOptions) {
  checkGiven({ split, options });
  let epoch = options.epoch ?? 0;
  return generator(function* () {
    for (const { images, labels } of split.batches({ ...options, epoch: epoch++ })) {
      yield batchTensors(split, images, labels);
    }
  });
}

function batchTensors(split: Split, images: Uint8Array, labels: Uint8Array): TensorBatch {
  return tidy(() => {
    const shape: [number, number, number, number] = [labels.length, split.rows, split.columns, 1];
    const values = new Float32Array(images.length);
    for (let i = 0; i < values.length; i++) values[i] = images[i] / 255;
    const classes = tensor1d(Int32Array.from(labels), "int32");
    return {
      xs: tensor4d(values, shape),
      ys: oneHot(classes, split.classNames.length, 1, 0, "float32") as Tensor2D,
    };
  });
}
