import "@tensorflow/tfjs-backend-cpu";
import { Random } from "@mnist/random";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { registerGradients } from "../gradients/register.js";
import { registerWasmTrainingKernels } from "./register.js";

type Shape4D = [number, number, number, number];
type Values = Float32Array;

const RUNS = { numRuns: Number(process.env.FUZZ_RUNS ?? 150) };
const size = (min: number, max: number) => fc.integer({ min, max });
const pair = (min: number, max: number) => fc.tuple(size(min, max), size(min, max));

/** Reproducible values in [-1, 1); few `levels` make ties. */
function randomValues(seed: number, shape: number[], levels = 2 ** 20): Values {
  const random = new Random(seed, shape.join());
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => {
    return (2 * random.integer(levels)) / levels - 1;
  });
}

/** What `compute` gives on both backends, which start from the same numbers. */
function onBoth(compute: () => tf.Tensor[]): { wasm: Values[]; cpu: Values[] } {
  const run = (backend: string) => {
    tf.setBackend(backend);
    return tf.tidy(() => compute().map((tensor) => tensor.dataSync() as Values));
  };
  return { cpu: run("cpu"), wasm: run("wasm") };
}

/** Equal within 1e-5 of the largest value, or of 1 where all are smaller. */
function expectEqual({ wasm, cpu }: { wasm: Values[]; cpu: Values[] }): void {
  for (const [n, expected] of cpu.entries()) {
    expect(wasm[n].length).toBe(expected.length);
    const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    let difference = 0;
    for (let i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs(wasm[n][i] - expected[i]));
    }
    expect(difference / scale).toBeLessThanOrEqual(1e-5);
  }
}

const explicitPadding = fc
  .tuple(size(0, 4), size(0, 4), size(0, 4), size(0, 4))
  .map(([top, bottom, left, right]) => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);

const windows = fc
  .record({
    seed: size(0, 1e9),
    batch: size(1, 5),
    image: pair(1, 12),
    inChannels: size(1, 12),
    outChannels: size(1, 6),
    filter: pair(1, 5),
    strides: pair(1, 4),
    dilations: pair(1, 3),
    padding: fc.oneof(fc.constantFrom("same", "valid"), explicitPadding),
  })
  .map(({ batch, image, inChannels, outChannels, filter, padding, ...rest }) => ({
    ...rest,
    pad: padding as "same" | "valid" | tf.backend_util.ExplicitPadding,
    dimRoundingMode: typeof padding === "string" ? undefined : ("floor" as const),
    xShape: [batch, ...image, inChannels] as Shape4D,
    filterShape: [...filter, inChannels, outChannels] as Shape4D,
    outChannels,
  }))
  .filter(({ xShape, filterShape, strides, dilations, pad }) => {
    const info = tf.backend_util.computeConv2DInfo(xShape, filterShape, strides, dilations, pad, "floor");
    return info.outHeight > 0 && info.outWidth > 0;
  });

describe("training kernels of the wasm backend give the cpu backend's gradients", () => {
  beforeAll(async () => {
    registerWasmTrainingKernels();
    registerGradients();
    await tf.setBackend("wasm");
    await tf.setBackend("cpu");
  });

  /** Gradients of `forward` by all its arguments, for one random dY. */
  function gradients(seed: number, shapes: number[][], forward: (...inputs: tf.Tensor[]) => tf.Tensor) {
    return () => {
      const inputs = shapes.map((shape, i) => tf.tensor(randomValues(seed + i, shape), shape));
      const yShape = tf.tidy(() => forward(...inputs).shape);
      return tf.grads(forward)(inputs, tf.tensor(randomValues(seed + 9, yShape), yShape));
    };
  }

  it("Conv2D: any stride, padding and dilation", () => {
    fc.assert(
      fc.property(windows, ({ seed, xShape, filterShape, strides, dilations, pad, dimRoundingMode }) => {
        // tfjs allows a stride or a dilation, not both.
        const [stride, dilation]: [typeof strides, typeof dilations] =
          seed % 3 > 0 ? [strides, [1, 1]] : [[1, 1], dilations];
        const forward = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.conv2d(
            x as tf.Tensor4D,
            filter as tf.Tensor4D,
            stride,
            pad as "same",
            "NHWC",
            dilation,
            dimRoundingMode,
          );
        const both = onBoth(gradients(seed, [xShape, filterShape], forward));
        expectEqual(both);
      }),
      RUNS,
    );
  });

  it("Conv2DTranspose, whose forward pass is the gradient kernel", () => {
    fc.assert(
      fc.property(windows, ({ seed, xShape, filterShape, strides, outChannels }) => {
        const [batch, height, width, inChannels] = xShape;
        const [filterHeight, filterWidth] = filterShape;
        const outShape: Shape4D = [
          batch,
          (height - 1) * strides[0] + filterHeight,
          (width - 1) * strides[1] + filterWidth,
          outChannels,
        ];
        const forward = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, outShape, strides, "valid");
        const shapes = [xShape, [filterHeight, filterWidth, outChannels, inChannels]];
        expectEqual(onBoth(gradients(seed, shapes, forward)));
      }),
      RUNS,
    );
  });

  it("DepthwiseConv2dNative: any stride, padding, dilation and multiplier", () => {
    fc.assert(
      fc.property(windows, ({ seed, xShape, filterShape, strides, dilations, pad, dimRoundingMode }) => {
        const [stride, dilation]: [typeof strides, typeof dilations] =
          seed % 2 > 0 ? [strides, [1, 1]] : [[1, 1], dilations];
        const forward = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.depthwiseConv2d(
            x as tf.Tensor4D,
            filter as tf.Tensor4D,
            stride,
            pad as "same",
            "NHWC",
            dilation,
            dimRoundingMode,
          );
        expectEqual(onBoth(gradients(seed, [xShape, filterShape], forward)));
      }),
      RUNS,
    );
  });

  it("depthwise gradient kernels: their own dilation, which the cpu backend's ignore", () => {
    tf.setBackend("wasm");
    tf.tidy(() => {
      const attrs = { strides: [1, 1], pad: "same", dilations: [2, 3], inputShape: [2, 9, 8, 3] };
      const x = tf.tensor(randomValues(1, [2, 9, 8, 3]), [2, 9, 8, 3]);
      const dy = tf.tensor(randomValues(2, [2, 9, 8, 6]), [2, 9, 8, 6]);
      const filter = tf.tensor(randomValues(3, [3, 2, 3, 2]), [3, 2, 3, 2]);
      const run = (kernel: string, inputs: object) =>
        tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, {
          ...attrs,
          filterShape: filter.shape,
        }) as tf.Tensor;
      const convolve = (image: tf.Tensor, kernel: tf.Tensor) =>
        tf.depthwiseConv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same", "NHWC", [2, 3]);
      const [byInput, byFilter] = tf.grads(convolve)([x, filter], dy);
      const close = (actual: tf.Tensor, expected: tf.Tensor) =>
        expectEqual({ wasm: [actual.dataSync() as Values], cpu: [expected.dataSync() as Values] });
      close(run("DepthwiseConv2dNativeBackpropInput", { dy, filter }), byInput);
      close(run("DepthwiseConv2dNativeBackpropFilter", { x, dy }), byFilter);
    });
  });

  it("Sum: any axes", () => {
    const shapes = fc.array(size(1, 6), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.infiniteStream(fc.boolean()), fc.boolean(), (shape, chosen, keepDims) => {
        const axes = shape.map((_, axis) => axis).filter(() => chosen.next().value);
        const compute = () => [tf.sum(tf.tensor(randomValues(1, shape), shape), axes, keepDims)];
        const shapesToo = () => compute().flatMap((sum) => [sum, tf.tensor1d([sum.rank, ...sum.shape])]);
        expectEqual(onBoth(shapesToo));
      }),
      RUNS,
    );
  });

  it("MaxPool: overlapping and padded windows, ties go to the first", () => {
    fc.assert(
      fc.property(windows, size(2, 40), ({ seed, xShape, filterShape, strides, pad }, levels) => {
        const filter: [number, number] = [filterShape[0], filterShape[1]];
        const padding = typeof pad === "string" ? pad : "same";
        const info = tf.backend_util.computePool2DInfo(xShape, filter, strides, 1, padding);
        fc.pre(info.outHeight > 0 && info.outWidth > 0);
        const compute = () => {
          const x = tf.tensor4d(randomValues(seed, xShape, levels), xShape);
          const dy = tf.tensor4d(randomValues(seed + 1, info.outShape), info.outShape as Shape4D);
          return [tf.grad((image) => tf.maxPool(image as tf.Tensor4D, filter, strides, padding))(x, dy)];
        };
        expectEqual(onBoth(compute));
      }),
      RUNS,
    );
  });
});
