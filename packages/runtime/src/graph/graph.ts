import type { ActivationName } from "./activation.js";

/**
 * The network as the planner sees it: operations in topological order between tensors. Shapes leave out the batch.
 * Two tensors with the same `storage` are views of the same values (Flatten, Reshape).
 */
export interface Graph {
  input: Tensor;
  /** What `predict` returns. */
  output: Tensor;
  /** What the final softmax takes, or the output itself. */
  logits: Tensor;
  operations: Operation[];
  parameters: Parameter[];
}

export interface Tensor {
  storage: number;
  shape: number[];
  /** Number of values of one sample. */
  size: number;
}

/** One weight of the model. */
export interface Parameter {
  name: string;
  /** Place in `weightSpecs`. */
  index: number;
  shape: number[];
  /** Number of values as saved. */
  size: number;
  /** The shape in memory: a rewrite may have rounded channels up; what is added is zero. */
  padded: number[];
  trainable: boolean;
  /** Kernels take part in `l2` and weight decay. */
  isKernel: boolean;
  /** Kept as [last axis][others] in memory: convolution and dense kernels, one row for each output channel. */
  outputFirst: boolean;
}

export type Operation =
  | Conv2d
  | DepthwiseConv2d
  | Pool2d
  | Activation
  | Softmax
  | Dropout
  | BatchNorm
  | NormalizedConv2d
  | LayerNorm
  | Pad2d
  | Add
  | Concatenate;

/** A window that moves over an image [h][w][c] and gives [oh][ow] places. */
export interface Window2d {
  h: number;
  w: number;
  c: number;
  kh: number;
  kw: number;
  sh: number;
  sw: number;
  top: number;
  bottom: number;
  left: number;
  right: number;
  oh: number;
  ow: number;
}

interface Unary {
  input: Tensor;
  output: Tensor;
}

/** Convolution, and with a 1 x 1 window over a 1 x 1 image also the dense layer. */
export interface Conv2d extends Unary {
  kind: "conv2d";
  window: Window2d;
  cout: number;
  kernel: Parameter;
  bias?: Parameter;
  /** Set by a rewrite: relu in the same kernel. */
  relu: boolean;
  /** Set by a rewrite: 2 x 2 max pooling in the same kernel; `output` is then the pooled tensor. */
  pooled: boolean;
  /** Set by a rewrite: the bias has no effect in training. */
  isBiasCancelled?: boolean;
  /** Set by a rewrite: the part of the image that a pixel of the convolution's output sees through a first layer. */
  field?: Field;
}

/** `rows` x `columns` pixels of an image [h][w][c]; the next pixel down and the next to the right see what is so far away. */
export interface Field {
  image: Tensor;
  rows: number;
  columns: number;
  down: number;
  right: number;
}

/** A dense layer, which sees one pixel; a larger window over one pixel sees padding too. */
export function isDense({ window: v }: Conv2d): boolean {
  return v.h * v.w * v.kh * v.kw === 1;
}

export interface DepthwiseConv2d extends Unary {
  kind: "depthwiseConv2d";
  window: Window2d;
  multiplier: number;
  kernel: Parameter;
  bias?: Parameter;
}

export interface Pool2d extends Unary {
  kind: "maxPool2d" | "averagePool2d";
  window: Window2d;
}

export interface Activation extends Unary {
  kind: "activation";
  activation: ActivationName;
  alpha: number;
}

export interface Softmax extends Unary {
  kind: "softmax";
  classes: number;
}

export interface Dropout extends Unary {
  kind: "dropout";
  rate: number;
  /** Number among the model's dropout layers: names its random stream. */
  ordinal: number;
  /** Whole channels are dropped. */
  spatial: boolean;
}

export interface BatchNorm extends Unary {
  kind: "batchNorm";
  channels: number;
  epsilon: number;
  momentum: number;
  gamma?: Parameter;
  beta?: Parameter;
  movingMean: Parameter;
  movingVariance: Parameter;
  /** Set by a rewrite: relu in the same kernel. */
  relu: boolean;
  /** Set by a rewrite: 2 x 2 max pooling in the same kernel; `output` is then the pooled tensor. */
  pooled: boolean;
}

/**
 * Set by a rewrite: convolution of the images and batch normalization, with relu and 2 x 2 max pooling where `norm` has them,
 * as one operation. `conv` has them too and gives the output of `norm`.
 */
export interface NormalizedConv2d extends Unary {
  kind: "normalizedConv2d";
  conv: Conv2d;
  norm: BatchNorm;
}

export interface LayerNorm extends Unary {
  kind: "layerNorm";
  channels: number;
  epsilon: number;
  gamma?: Parameter;
  beta?: Parameter;
}

export interface Pad2d extends Unary {
  kind: "pad2d";
  h: number;
  rowFloats: number;
  top: number;
  bottom: number;
  /** In floats: pixels times channels. */
  left: number;
  right: number;
}

export interface Add {
  kind: "add";
  inputs: Tensor[];
  output: Tensor;
}

export interface Concatenate {
  kind: "concatenate";
  inputs: Tensor[];
  output: Tensor;
  /** Each input is `rows` rows; a row of the output is the inputs' rows side by side. */
  rows: number;
}

export function inputsOf(operation: Operation): Tensor[] {
  return "inputs" in operation ? operation.inputs : [operation.input];
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
