import { ModelError } from "./errors.js";

/** Activations a layer can end with, by tfjs's names. */
export type Activation = "linear" | "relu" | "softmax" | "swish" | "elu" | "tanh" | "sigmoid";

/**
 * Weights are drawn by Glorot and Bengio (2010) or He et al. (2015), from a uniform or a normal distribution, or are
 * 0. Zeros suit a classifier's last layer: it begins without an opinion, so the layers below are never trained to
 * undo a random one (Zhang et al., Fixup Initialization, 2019).
 */
export type Initializer = "glorotUniform" | "glorotNormal" | "heUniform" | "heNormal" | "zeros";

/** One layer as plain data, with the names and defaults of tfjs-layers. */
export type Layer =
  | {
      kind: "conv2d";
      filters: number;
      kernelSize: number;
      /** Default 1. */
      strides?: number;
      /** Default "valid". */
      padding?: "valid" | "same";
      /** Default "linear". */
      activation?: Activation;
      /** Default true. */
      useBias?: boolean;
      /** Default "glorotUniform". */
      initializer?: Initializer;
    }
  | {
      kind: "depthwiseConv2d";
      kernelSize: number;
      strides?: number;
      padding?: "valid" | "same";
      activation?: Activation;
      useBias?: boolean;
      initializer?: Initializer;
    }
  | { kind: "maxPooling2d"; poolSize: number; strides?: number; padding?: "valid" | "same" }
  | { kind: "averagePooling2d"; poolSize: number; strides?: number; padding?: "valid" | "same" }
  | { kind: "globalAveragePooling2d" }
  | {
      kind: "batchNormalization";
      /** Default 0.99. */
      momentum?: number;
      /** Default 0.001. */
      epsilon?: number;
    }
  | { kind: "activation"; activation: Activation }
  | { kind: "dropout"; rate: number }
  | { kind: "flatten" }
  | {
      kind: "dense";
      units: number;
      activation?: Activation;
      useBias?: boolean;
      initializer?: Initializer;
    };

/** A chain of layers. Its last layer gives class probabilities (softmax). */
export interface Architecture {
  /** Default `[28, 28, 1]`. */
  inputShape?: [height: number, width: number, channels: number];
  layers: Layer[];
}

/** The shape a layer gives for one image of `shape`, `[height, width, channels]` or `[units]`. */
export function outputShape(layer: Layer, shape: number[]): number[] {
  switch (layer.kind) {
    case "conv2d":
      return [...windowed(layer, layer.kernelSize, layer.strides ?? 1, shape), layer.filters];
    case "depthwiseConv2d":
      return [...windowed(layer, layer.kernelSize, layer.strides ?? 1, shape), shape[2]];
    case "maxPooling2d":
    case "averagePooling2d":
      return [...windowed(layer, layer.poolSize, layer.strides ?? layer.poolSize, shape), shape[2]];
    case "globalAveragePooling2d":
      return [image(layer, shape)[2]];
    case "flatten":
      return [shape.reduce((product, size) => product * size, 1)];
    case "dense":
      if (shape.length !== 1) {
        throw new ModelError(
          "ERR_MNIST_ARGUMENT",
          `dense needs vectors, got [${shape}]; put flatten before it`,
        );
      }
      return [layer.units];
    default:
      return shape;
  }
}

/** Height and width after a window moved over the image. */
function windowed(layer: Layer & { padding?: string }, window: number, strides: number, shape: number[]) {
  return image(layer, shape)
    .slice(0, 2)
    .map((size) => {
      const after = Math.ceil((layer.padding === "same" ? size : size - window + 1) / strides);
      if (!(after >= 1)) {
        throw new ModelError(
          "ERR_MNIST_ARGUMENT",
          `${layer.kind}: a window of ${window} does not fit [${shape}]`,
        );
      }
      return after;
    });
}

function image(layer: Layer, shape: number[]): number[] {
  if (shape.length !== 3) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `${layer.kind} needs images [height, width, channels], got [${shape}]`,
    );
  }
  return shape;
}
