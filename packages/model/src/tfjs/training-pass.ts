import type { TrainerOptions } from "@mnist/runtime";
import * as tf from "@tensorflow/tfjs-core";
import type { LogitsModel } from "./logits-model.js";
import type { Vector } from "./optimizers.js";
import { imagesTensor } from "./samples.js";

/**
 * One pass forward and backward through the network in training mode, which also moves the statistics of batch
 * normalization. To be called in a `tf.tidy`.
 *
 * @returns the mean loss, the logits `[batch, classes]` and the loss's gradient by all weights of the model (0 for
 *   those that are not trained)
 */
export function trainingPass(
  { model, weights, inputShape, outputShape, softmax }: LogitsModel,
  images: Uint8Array,
  labels: Uint8Array,
  { loss: kind, labelSmoothing = 0 }: TrainerOptions,
): { loss: number; outputs: Float32Array; gradient: Vector } {
  const [classes] = outputShape;
  const x = imagesTensor(images, inputShape, 0, labels.length);
  const oneHot = tf.oneHot(tf.tensor1d(labels, "int32"), classes);
  const target = tf.add(tf.mul(oneHot, 1 - labelSmoothing), labelSmoothing / classes);
  let outputs = new Float32Array();

  const loss = (): tf.Scalar => {
    const logits = model.apply(x, { training: true }) as tf.Tensor;
    outputs = new Float32Array(logits.dataSync());
    return kind === "meanSquaredError"
      ? tf.mean(tf.squaredDifference(softmax ? tf.softmax(logits) : logits, target))
      : tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1)));
  };
  const trained = weights.filter(({ trainable }) => trainable).map(({ variable }) => variable);
  const { value, grads } = tf.variableGrads(loss, trained);
  const parts = weights.map(({ variable: { name, size } }) =>
    grads[name] ? tf.reshape(grads[name], [size]) : tf.zeros([size]),
  );
  return { loss: value.dataSync()[0], outputs, gradient: tf.concat(parts) as Vector };
}
