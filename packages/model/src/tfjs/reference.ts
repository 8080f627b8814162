import type { OptimizerOptions } from "@mnist/runtime";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { ModelArtifacts } from "../artifacts.js";
import { activateBackend } from "./backend.js";
import { Dropout } from "./dropout.js";

export type Reference = Awaited<ReturnType<typeof reference>>;

/** A model run by stock tfjs-layers, tfjs's own losses and optimizers on the cpu backend: what tests compare with. */
export async function reference(artifacts: ModelArtifacts) {
  const handler = tf.io.fromMemory(artifacts as tf.io.ModelArtifacts);
  const model = await tfl.loadLayersModel(handler);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  let optimizer: tf.Optimizer | undefined;

  const tensors = (images: Uint8Array, labels: Uint8Array, batch: Uint32Array) => ({
    x: tf.stack(
      Array.from(batch, (i) => {
        const image = images.subarray(i * 784, (i + 1) * 784);
        return tf.tensor(
          Float32Array.from(image, (byte) => byte / 255),
          [28, 28, 1],
        );
      }),
    ),
    y: tf.oneHot(
      Array.from(batch, (i) => labels[i]),
      10,
    ) as tf.Tensor2D,
  });
  const dropout = new Dropout(model.layers);
  const loss = (x: tf.Tensor, y: tf.Tensor2D): tf.Scalar => {
    const probabilities = model.apply(x, { training: true }) as tf.Tensor;
    return tf.mean(tfl.metrics.categoricalCrossentropy(y, probabilities));
  };

  return {
    artifacts,
    predict(images: Uint8Array): Float32Array {
      activateBackend("tfjs-cpu");
      return tf.tidy(() => {
        const x = tf.tensor(
          Float32Array.from(images, (byte) => byte / 255),
          [images.length / 784, 28, 28, 1],
        );
        return (model.predict(x) as tf.Tensor).dataSync<"float32">();
      });
    },
    /**
     * Gradient of the mean cross-entropy by each trainable weight, and where it lies among all weights; with the
     * dropout masks of the first step.
     */
    gradient(images: Uint8Array, labels: Uint8Array, batch: Uint32Array, seed: number) {
      activateBackend("tfjs-cpu");
      return tf.tidy(() => {
        const { x, y } = tensors(images, labels, batch);
        const { grads } = tf.variableGrads(() => dropout.during(seed, 0, () => loss(x, y)), variables);
        const sizes = artifacts.weightSpecs.map(({ shape }) => tf.util.sizeFromShape(shape));
        return model.trainableWeights.map((weight, i) => {
          const place = artifacts.weightSpecs.findIndex(({ name }) => name === weight.originalName);
          const offset = sizes.slice(0, place).reduce((sum, size) => sum + size, 0);
          const values = grads[variables[i].name].dataSync<"float32">();
          return { name: weight.originalName, offset, values };
        });
      });
    },
    /** One update by tfjs's own optimizer; returns the loss before it. */
    trainStep(
      images: Uint8Array,
      labels: Uint8Array,
      batch: Uint32Array,
      options: OptimizerOptions,
      learningRate: number,
    ): number {
      activateBackend("tfjs-cpu");
      optimizer ??= stockOptimizer(options, learningRate);
      return tf.tidy(() => {
        const { x, y } = tensors(images, labels, batch);
        return optimizer!.minimize(() => loss(x, y), true, variables)!.dataSync<"float32">()[0];
      });
    },
    smoothedLoss(images: Uint8Array, labels: Uint8Array, batch: Uint32Array, smoothing: number): number {
      activateBackend("tfjs-cpu");
      return tf.tidy(() => {
        const { x, y } = tensors(images, labels, batch);
        const logits = tf.log(model.apply(x, { training: true }) as tf.Tensor);
        return tf.losses.softmaxCrossEntropy(y, logits, undefined, smoothing).dataSync()[0];
      });
    },
    close(): void {
      activateBackend("tfjs-cpu");
      model.dispose();
      optimizer?.dispose();
    },
  };
}

function stockOptimizer(options: OptimizerOptions, learningRate: number): tf.Optimizer {
  switch (options.name) {
    case "sgd":
      return tf.train.sgd(learningRate);
    case "momentum":
    case "nesterov":
      return tf.train.momentum(learningRate, options.momentum ?? 0.9, options.name === "nesterov");
    case "rmsprop":
      return tf.train.rmsprop(learningRate, options.decay, options.momentum, options.epsilon);
    case "adam":
      return tf.train.adam(learningRate, options.beta1, options.beta2, options.epsilon);
    default:
      throw new Error(`tfjs has no optimizer ${options.name}`);
  }
}
