import { ModelError } from "../errors.js";
import type { SequentialLayer } from "../sequential.js";
import type { Attribute, OnnxGraph } from "./graph.js";

/** Where the conversion stands: the newest tensor, images as `[N, channels, height, width]` or `flat` `[N, units]`. */
export interface Cursor {
  tensor: string;
  flat: boolean;
}

type Convert = (graph: OnnxGraph, layer: SequentialLayer, at: Cursor) => Cursor;

/** @throws {ModelError} `ERR_MNIST_ARGUMENT` for a layer that cannot be converted */
export function convertLayer(graph: OnnxGraph, layer: SequentialLayer, at: Cursor): Cursor {
  const convert = Object.hasOwn(converters, layer.className) ? converters[layer.className] : undefined;
  if (!convert) throw unconvertible(layer, `layers of class ${layer.className} are not known here`);
  const { data_format: format } = layer.config;
  if ((format ?? "channels_last") !== "channels_last")
    throw unconvertible(layer, `its data_format is "${format}"`);
  return convert(graph, layer, at);
}

const converters: Record<string, Convert> = {
  Conv2D: (graph, layer, at) =>
    convolution(graph, layer, at, { kernel: "kernel", group: 1, order: [3, 2, 0, 1] }),
  DepthwiseConv2D(graph, layer, at) {
    const [, , channels] = layer.weights.depthwise_kernel.shape;
    return convolution(graph, layer, at, {
      kernel: "depthwise_kernel",
      group: channels,
      order: [2, 3, 0, 1],
    });
  },
  MaxPooling2D: (graph, layer, at) => pooling(graph, "MaxPool", layer, at),
  AveragePooling2D: (graph, layer, at) => pooling(graph, "AveragePool", layer, at),
  GlobalAveragePooling2D(graph, _layer, at) {
    const means = graph.node("GlobalAveragePool", [at.tensor]);
    return { tensor: graph.node("Flatten", [means]), flat: true };
  },
  BatchNormalization(graph, layer, at) {
    const axis = Number(layer.config.axis ?? -1);
    if (axis !== -1 && axis !== (at.flat ? 1 : 3)) throw unconvertible(layer, `it normalizes axis ${axis}`);
    const channels = layer.weights.moving_mean.shape;
    const weight = (name: string, otherwise: number) => {
      const values = layer.weights[name]?.values ?? new Float32Array(channels[0]).fill(otherwise);
      return graph.weight(`${layer.name}/${name}`, channels, values);
    };
    const statistics = [weight("moving_mean", 0), weight("moving_variance", 1)];
    const inputs = [at.tensor, weight("gamma", 1), weight("beta", 0), ...statistics];
    const epsilon = { float: Number(layer.config.epsilon ?? 1e-3) };
    return { ...at, tensor: graph.node("BatchNormalization", inputs, { epsilon }) };
  },
  Activation: activation,
  Dropout: (_graph, _layer, at) => at,
  SpatialDropout2D: (_graph, _layer, at) => at,
  Flatten(graph, _layer, at) {
    if (at.flat) return at;
    // tfjs lays values in a row channel by channel at each place, ONNX place by place in each channel.
    const lastChannels = graph.node("Transpose", [at.tensor], { perm: [0, 2, 3, 1] });
    return { tensor: graph.node("Flatten", [lastChannels]), flat: true };
  },
  Dense(graph, layer, at) {
    if (!at.flat) throw unconvertible(layer, "it weighs images instead of vectors");
    const { kernel } = layer.weights;
    const inputs = [at.tensor, graph.weight(`${layer.name}/kernel`, kernel.shape, kernel.values)];
    return activation(graph, layer, {
      ...at,
      tensor: graph.node("Gemm", [...inputs, ...bias(graph, layer)]),
    });
  },
};

function convolution(
  graph: OnnxGraph,
  layer: SequentialLayer,
  at: Cursor,
  { kernel, group, order }: { kernel: string; group: number; order: readonly number[] },
): Cursor {
  const { shape, values } = layer.weights[kernel];
  // Of a depthwise kernel [height, width, channels, multiplier], ONNX wants [channels * multiplier, 1, height, width].
  const [first, second, ...window] = order.map((axis) => shape[axis]);
  const filters = group === 1 ? [first, second, ...window] : [first * second, 1, ...window];
  const weight = graph.weight(`${layer.name}/${kernel}`, filters, transpose(values, shape, order));
  const tensor = graph.node("Conv", [at.tensor, weight, ...bias(graph, layer)], {
    ...sliding(layer, window),
    dilations: pair(layer.config.dilation_rate, [1, 1]),
    group,
  });
  return activation(graph, layer, { ...at, tensor });
}

function pooling(graph: OnnxGraph, operator: string, layer: SequentialLayer, at: Cursor): Cursor {
  const window = pair(layer.config.pool_size, [2, 2]);
  return { ...at, tensor: graph.node(operator, [at.tensor], sliding(layer, window)) };
}

/** How a window moves over an image. */
function sliding(
  { className, config }: SequentialLayer,
  window: readonly number[],
): Record<string, Attribute> {
  const usual = className.includes("Pooling") ? window : [1, 1];
  return {
    kernel_shape: window,
    strides: pair(config.strides, usual),
    auto_pad: config.padding === "same" ? "SAME_UPPER" : "VALID",
  };
}

function bias(graph: OnnxGraph, { name, weights }: SequentialLayer): string[] {
  return weights.bias ? [graph.weight(`${name}/bias`, weights.bias.shape, weights.bias.values)] : [];
}

const operators: Record<string, string> = {
  relu: "Relu",
  elu: "Elu",
  tanh: "Tanh",
  sigmoid: "Sigmoid",
  softmax: "Softmax",
};

/** The activation in a layer's configuration, by any layer's `activation`. */
function activation(graph: OnnxGraph, layer: SequentialLayer, at: Cursor): Cursor {
  const name = String(layer.config.activation ?? "linear");
  if (name === "linear") return at;
  if (name === "swish") {
    const gate = graph.node("Sigmoid", [at.tensor]);
    return { ...at, tensor: graph.node("Mul", [at.tensor, gate]) };
  }
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) throw unconvertible(layer, `the activation "${name}" is not known here`);
  return { ...at, tensor: graph.node(operator, [at.tensor], name === "softmax" ? { axis: 1 } : {}) };
}

function pair(value: unknown, otherwise: readonly number[]): readonly number[] {
  if (typeof value === "number") return [value, value];
  return Array.isArray(value) ? value.map(Number) : otherwise;
}

/** The values of a tensor with its axes in another order. */
function transpose(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const out = new Float32Array(values.length);
  const index = order.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = values[order.reduce((at, axis, k) => at + index[k] * strides[axis], 0)];
    for (let k = order.length - 1; k >= 0 && ++index[k] === shape[order[k]]; k--) index[k] = 0;
  }
  return out;
}

function unconvertible(layer: SequentialLayer, why: string): ModelError {
  return new ModelError("ERR_MNIST_ARGUMENT", `layer ${layer.name} cannot be written as ONNX: ${why}`);
}
