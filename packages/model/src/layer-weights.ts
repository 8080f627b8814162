import type { Random } from "@mnist/random";
import type { Initializer, Layer } from "./layers.js";

export interface LayerWeight {
  name: string;
  shape: number[];
  /** A constant, or how to draw it given the fan. */
  initial: number | { initializer?: Initializer; fanIn: number; fanOut: number };
}

/** The weights of a layer that gets images of `shape` `[height, width, channels]` (or vectors `[units]`). */
export function layerWeights(layer: Layer, shape: number[]): LayerWeight[] {
  const channels = shape[shape.length - 1];
  const bias = (length: number): LayerWeight[] => [{ name: "bias", shape: [length], initial: 0 }];
  switch (layer.kind) {
    case "conv2d": {
      const area = layer.kernelSize ** 2;
      const fan = { fanIn: area * channels, fanOut: area * layer.filters };
      return [
        {
          name: "kernel",
          shape: [layer.kernelSize, layer.kernelSize, channels, layer.filters],
          initial: { initializer: layer.initializer, ...fan },
        },
        ...(layer.useBias === false ? [] : bias(layer.filters)),
      ];
    }
    case "depthwiseConv2d": {
      const area = layer.kernelSize ** 2;
      return [
        {
          name: "depthwise_kernel",
          shape: [layer.kernelSize, layer.kernelSize, channels, 1],
          initial: { initializer: layer.initializer, fanIn: area, fanOut: area },
        },
        ...(layer.useBias === false ? [] : bias(channels)),
      ];
    }
    case "dense":
      return [
        {
          name: "kernel",
          shape: [channels, layer.units],
          initial: { initializer: layer.initializer, fanIn: channels, fanOut: layer.units },
        },
        ...(layer.useBias === false ? [] : bias(layer.units)),
      ];
    case "batchNormalization":
      return [
        { name: "gamma", shape: [channels], initial: 1 },
        { name: "beta", shape: [channels], initial: 0 },
        { name: "moving_mean", shape: [channels], initial: 0 },
        { name: "moving_variance", shape: [channels], initial: 1 },
      ];
    default:
      return [];
  }
}

/** Variance 2 / (fanIn + fanOut) for Glorot, 2 / fanIn for He. */
export function initialValues({ shape, initial }: LayerWeight, random: Random): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  if (typeof initial === "number") return values.fill(initial);
  const { initializer = "glorotUniform", fanIn, fanOut } = initial;
  if (initializer === "zeros") return values;
  const deviation = Math.sqrt(2 / (initializer.startsWith("he") ? fanIn : fanIn + fanOut));
  if (initializer.endsWith("Uniform")) {
    const limit = Math.sqrt(3) * deviation;
    return values.map(() => random.uniform(-limit, limit));
  }
  return values.map(() => random.normal(0, deviation));
}
