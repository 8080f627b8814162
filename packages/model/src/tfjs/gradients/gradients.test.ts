import "@tensorflow/tfjs-backend-cpu";
import { Random } from "@mnist/random";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { registerWasmTrainingKernels } from "../kernels/register.js";
import { registerGradients } from "./register.js";

type Shape4D = [number, number, number, number];
type Forward = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor;

function values(seed: number, shape: number[]): Float32Array {
  const random = new Random(seed, "gradient test");
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(-1, 1));
}

const cases: { name: string; forward: Forward; x: Shape4D; filter: Shape4D }[] = [
  {
    name: "dilated Conv2D",
    forward: (x, filter) => tf.conv2d(x, filter, 1, "same", "NHWC", [2, 3]),
    x: [2, 9, 8, 2],
    filter: [3, 2, 2, 3],
  },
  {
    name: "dilated depthwise convolution",
    forward: (x, filter) => tf.depthwiseConv2d(x, filter, 1, "valid", "NHWC", [3, 2]),
    x: [2, 9, 8, 2],
    filter: [2, 3, 2, 2],
  },
  {
    name: "padded average pooling",
    forward: (x, filter) => tf.avgPool(tf.conv2d(x, filter, 1, "valid"), [3, 2], [2, 1], "same"),
    x: [2, 8, 7, 2],
    filter: [2, 2, 2, 2],
  },
];

describe.each(["cpu", "wasm"])("gradients on %s are those of finite differences", (backend) => {
  beforeAll(async () => {
    registerGradients();
    registerWasmTrainingKernels();
    await tf.setBackend(backend);
  });

  it.each(cases)("$name", ({ forward, x, filter }) => {
    tf.tidy(() => {
      const inputs = [tf.tensor4d(values(1, x), x), tf.tensor4d(values(2, filter), filter)];
      const loss = (image: tf.Tensor, kernel: tf.Tensor): tf.Scalar =>
        tf.mean(tf.square(forward(image as tf.Tensor4D, kernel as tf.Tensor4D)));
      const gradients = tf.grads(loss)(inputs);
      for (const which of [0, 1]) {
        const gradient = gradients[which].dataSync();
        // The loss is a quadratic of each value, for which central differences are exact.
        for (let index = 0; index < gradient.length; index += 5) {
          const moved = (by: number) => {
            const shifted = inputs[which].dataSync().slice();
            shifted[index] += by;
            const replaced = tf.tensor4d(shifted, inputs[which].shape as Shape4D);
            return (which === 0 ? loss(replaced, inputs[1]) : loss(inputs[0], replaced)).dataSync()[0];
          };
          expect((moved(1) - moved(-1)) / 2).toBeCloseTo(gradient[index], 5);
        }
      }
    });
  });
});
