import type { ActivationName } from "./activation.js";
import type { LayerConfig } from "./config.js";
import type { Operation, Tensor, Window2d } from "./graph.js";
import type { WeightBook } from "./weights.js";

/** What layers add to while the graph is built. */
export interface LayerContext {
  operations: Operation[];
  weights: WeightBook;
  /** A new tensor, or with `storage` another view of one. */
  tensor(shape: number[], storage?: number): Tensor;
  dropouts: number;
}

type BuildLayer = (layer: LayerConfig, inputs: Tensor[], context: LayerContext) => Tensor;

/** How each layer class becomes operations: one entry for each class the runtime knows. */
export const LAYERS: Record<string, BuildLayer | undefined> = {
  __proto__: null as never,
  Conv2D: one(conv2d),
  DepthwiseConv2D: one(depthwiseConv2d),
  SeparableConv2D: one(separableConv2d),
  Dense: one(dense),
  MaxPooling2D: one((layer, input, context) => pool2d("maxPool2d", layer, input, context)),
  AveragePooling2D: one((layer, input, context) => pool2d("averagePool2d", layer, input, context)),
  GlobalMaxPooling2D: one((layer, input, context) => globalPool2d("maxPool2d", layer, input, context)),
  GlobalAveragePooling2D: one((layer, input, context) =>
    globalPool2d("averagePool2d", layer, input, context),
  ),
  Flatten: one((layer, input, context) => {
    layer.only("data_format", "channels_last");
    return context.tensor([input.size], input.storage);
  }),
  Reshape: one(reshape),
  ZeroPadding2D: one(zeroPadding2d),
  Dropout: one((layer, input, context) => dropout(layer, input, context, false)),
  SpatialDropout2D: one((layer, input, context) => dropout(layer, input, context, true)),
  BatchNormalization: one(batchNormalization),
  LayerNormalization: one(layerNormalization),
  Activation: one((layer, input, context) =>
    activation(layer, layer.string("activation", "linear"), input, context),
  ),
  ReLU: one(reluLayer),
  LeakyReLU: one((layer, input, context) =>
    elementwise("leakyRelu", layer.number("alpha", 0.3), input, context),
  ),
  ELU: one((layer, input, context) => elementwise("elu", layer.number("alpha", 1), input, context)),
  Softmax: one((layer, input, context) => {
    layer.only("axis", -1, input.shape.length);
    return activation(layer, "softmax", input, context);
  }),
  Add: addLayer,
  Concatenate: concatenate,
};

/** For layers that read exactly one tensor. */
function one(build: (layer: LayerConfig, input: Tensor, context: LayerContext) => Tensor): BuildLayer {
  return (layer, inputs, context) => {
    if (inputs.length !== 1) throw layer.invalid(`it must have one input, got ${inputs.length}`);
    return build(layer, inputs[0], context);
  };
}

function image(layer: LayerConfig, input: Tensor): [number, number, number] {
  layer.only("data_format", "channels_last");
  if (input.shape.length !== 3)
    throw layer.invalid(`its input must be [height, width, channels], got [${input.shape}]`);
  return input.shape as [number, number, number];
}

/** Output places and padding along one axis, as TensorFlow defines "same" and "valid". */
function slide(layer: LayerConfig, extent: number, kernel: number, stride: number, padding: string) {
  if (padding === "same") {
    const out = Math.ceil(extent / stride);
    const total = Math.max(0, (out - 1) * stride + kernel - extent);
    return { out, before: Math.floor(total / 2), after: total - Math.floor(total / 2) };
  }
  if (padding !== "valid") throw layer.unsupported(`padding "${padding}"`);
  if (kernel > extent) throw layer.invalid(`its window of ${kernel} is larger than its input of ${extent}`);
  return { out: Math.floor((extent - kernel) / stride) + 1, before: 0, after: 0 };
}

function window2d(
  layer: LayerConfig,
  input: Tensor,
  kernel: [number, number],
  strides: [number, number],
): Window2d {
  const [h, w, c] = image(layer, input);
  const padding = layer.string("padding", "valid");
  const y = slide(layer, h, kernel[0], strides[0], padding);
  const x = slide(layer, w, kernel[1], strides[1], padding);
  return {
    h,
    w,
    c,
    kh: kernel[0],
    kw: kernel[1],
    sh: strides[0],
    sw: strides[1],
    top: y.before,
    bottom: y.after,
    left: x.before,
    right: x.after,
    oh: y.out,
    ow: x.out,
  };
}

function convolutionWindow(layer: LayerConfig, input: Tensor): Window2d {
  refuseExtras(layer);
  layer.only("dilation_rate", 1, [1, 1]);
  return window2d(layer, input, layer.pair("kernel_size"), layer.pair("strides", [1, 1]));
}

/** Options that change what is computed and that the runtime does not know. */
function refuseExtras(layer: LayerConfig): void {
  for (const [key, value] of Object.entries(layer.values)) {
    if (/_(regularizer|constraint)$/.test(key) && value !== null && value !== undefined)
      throw layer.unsupported(key);
  }
}

function conv2d(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const window = convolutionWindow(layer, input);
  const cout = layer.integer("filters");
  const kernel = context.weights.take(layer, "kernel", [window.kh, window.kw, window.c, cout], {
    kernel: true,
    outputFirst: true,
  });
  const bias = layer.boolean("use_bias", true) ? context.weights.take(layer, "bias", [cout]) : undefined;
  const output = context.tensor([window.oh, window.ow, cout]);
  context.operations.push({
    kind: "conv2d",
    input,
    output,
    window,
    cout,
    kernel,
    bias,
    relu: false,
    pooled: false,
  });
  return activation(layer, layer.string("activation", "linear"), output, context);
}

function dense(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  refuseExtras(layer);
  const units = layer.integer("units");
  const c = input.shape[input.shape.length - 1];
  const w = input.size / c;
  const kernel = context.weights.take(layer, "kernel", [c, units], { kernel: true, outputFirst: true });
  const bias = layer.boolean("use_bias", true) ? context.weights.take(layer, "bias", [units]) : undefined;
  const output = context.tensor([...input.shape.slice(0, -1), units]);
  const window = {
    h: 1,
    w,
    c,
    kh: 1,
    kw: 1,
    sh: 1,
    sw: 1,
    top: 0,
    bottom: 0,
    left: 0,
    right: 0,
    oh: 1,
    ow: w,
  };
  context.operations.push({
    kind: "conv2d",
    input,
    output,
    window,
    cout: units,
    kernel,
    bias,
    relu: false,
    pooled: false,
  });
  return activation(layer, layer.string("activation", "linear"), output, context);
}

function depthwiseConv2d(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const window = convolutionWindow(layer, input);
  const multiplier = layer.integer("depth_multiplier", 1);
  const kernel = context.weights.take(
    layer,
    "depthwise_kernel",
    [window.kh, window.kw, window.c, multiplier],
    { kernel: true },
  );
  const bias = layer.boolean("use_bias", true)
    ? context.weights.take(layer, "bias", [window.c * multiplier])
    : undefined;
  const output = context.tensor([window.oh, window.ow, window.c * multiplier]);
  context.operations.push({ kind: "depthwiseConv2d", input, output, window, multiplier, kernel, bias });
  return activation(layer, layer.string("activation", "linear"), output, context);
}

/** A depthwise convolution without bias, then a 1 x 1 convolution. */
function separableConv2d(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const window = convolutionWindow(layer, input);
  // tfjs does not write the depth multiplier of this class into the topology.
  const saved = context.weights.savedShape(layer, "depthwise_kernel");
  const multiplier = layer.integer("depth_multiplier", saved?.[3] ?? 1);
  const c = window.c * multiplier;
  const cout = layer.integer("filters");
  const depthwise = context.weights.take(
    layer,
    "depthwise_kernel",
    [window.kh, window.kw, window.c, multiplier],
    { kernel: true },
  );
  const kernel = context.weights.take(layer, "pointwise_kernel", [1, 1, c, cout], {
    kernel: true,
    outputFirst: true,
  });
  const bias = layer.boolean("use_bias", true) ? context.weights.take(layer, "bias", [cout]) : undefined;
  const middle = context.tensor([window.oh, window.ow, c]);
  const output = context.tensor([window.oh, window.ow, cout]);
  const { oh, ow } = window;
  const point = { h: oh, w: ow, c, kh: 1, kw: 1, sh: 1, sw: 1, top: 0, bottom: 0, left: 0, right: 0, oh, ow };
  context.operations.push(
    { kind: "depthwiseConv2d", input, output: middle, window, multiplier, kernel: depthwise },
    { kind: "conv2d", input: middle, output, window: point, cout, kernel, bias, relu: false, pooled: false },
  );
  return activation(layer, layer.string("activation", "linear"), output, context);
}

type PoolKind = "maxPool2d" | "averagePool2d";

function pool2d(kind: PoolKind, layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const size = layer.pair("pool_size", [2, 2]);
  const window = window2d(layer, input, size, layer.pair("strides", size));
  const output = context.tensor([window.oh, window.ow, window.c]);
  context.operations.push({ kind, input, output, window });
  return output;
}

function globalPool2d(kind: PoolKind, layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const [h, w, c] = image(layer, input);
  const window = { h, w, c, kh: h, kw: w, sh: 1, sw: 1, top: 0, bottom: 0, left: 0, right: 0, oh: 1, ow: 1 };
  const output = context.tensor([c]);
  context.operations.push({ kind, input, output, window });
  return output;
}

function reshape(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const target = layer.values.target_shape;
  if (!Array.isArray(target) || !target.every((extent) => extent === null || Number.isInteger(extent))) {
    throw layer.invalid(`target_shape must be an array of integers, got ${JSON.stringify(target)}`);
  }
  const known = target
    .filter((extent) => extent !== null && extent > 0)
    .reduce((product, extent) => product * extent, 1);
  const unknown = target.filter((extent) => extent === null || extent < 0).length;
  const shape = target.map((extent) => (extent === null || extent < 0 ? input.size / known : extent));
  const wrong =
    unknown > 1 ||
    shape.some((e) => !Number.isInteger(e) || e < 1) ||
    shape.reduce((a, b) => a * b, 1) !== input.size;
  if (wrong)
    throw layer.invalid(
      `target_shape [${target}] does not fit the ${input.size} values of its input [${input.shape}]`,
    );
  return context.tensor(shape, input.storage);
}

function zeroPadding2d(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const [h, w, c] = image(layer, input);
  const value = layer.values.padding ?? 1;
  const rows = Array.isArray(value) ? value : [value, value];
  const sides = rows.flatMap((side) => (Array.isArray(side) ? side : [side, side]));
  const [top, bottom, left, right] = sides;
  if (
    rows.length !== 2 ||
    sides.length !== 4 ||
    !sides.every((n) => Number.isInteger(n) && n >= 0 && n <= 4096)
  ) {
    throw layer.invalid(`padding must be whole numbers, got ${JSON.stringify(value)}`);
  }
  const output = context.tensor([h + top + bottom, w + left + right, c]);
  context.operations.push({
    kind: "pad2d",
    input,
    output,
    h,
    rowFloats: w * c,
    top,
    bottom,
    left: left * c,
    right: right * c,
  });
  return output;
}

function dropout(layer: LayerConfig, input: Tensor, context: LayerContext, spatial: boolean): Tensor {
  const rate = layer.number("rate", 0.5, 0, 1);
  layer.only("noise_shape");
  if (rate === 1) throw layer.unsupported("a rate of 1");
  if (spatial) image(layer, input);
  const ordinal = context.dropouts++;
  if (rate === 0) return input;
  const output = context.tensor(input.shape);
  context.operations.push({ kind: "dropout", input, output, rate, ordinal, spatial });
  return output;
}

function lastAxis(layer: LayerConfig, input: Tensor): number {
  layer.only("axis", -1, input.shape.length, [-1], [input.shape.length]);
  refuseExtras(layer);
  return input.shape[input.shape.length - 1];
}

function batchNormalization(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const channels = lastAxis(layer, input);
  const take = (role: string, trainable: boolean) =>
    context.weights.take(layer, role, [channels], { trainable });
  const gamma = layer.boolean("scale", true) ? take("gamma", true) : undefined;
  const beta = layer.boolean("center", true) ? take("beta", true) : undefined;
  const output = context.tensor(input.shape);
  context.operations.push({
    kind: "batchNorm",
    input,
    output,
    channels,
    gamma,
    beta,
    epsilon: layer.number("epsilon", 1e-3, 0, 1),
    momentum: layer.number("momentum", 0.99, 0, 1),
    movingMean: take("moving_mean", false),
    movingVariance: take("moving_variance", false),
    relu: false,
  });
  return output;
}

function layerNormalization(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const channels = lastAxis(layer, input);
  const gamma = layer.boolean("scale", true) ? context.weights.take(layer, "gamma", [channels]) : undefined;
  const beta = layer.boolean("center", true) ? context.weights.take(layer, "beta", [channels]) : undefined;
  const output = context.tensor(input.shape);
  const epsilon = layer.number("epsilon", 1e-3, 0, 1);
  context.operations.push({ kind: "layerNorm", input, output, channels, epsilon, gamma, beta });
  return output;
}

/** Names of elementwise activations as topologies write them. */
const ELEMENTWISE: Record<string, ActivationName> = {
  relu: "relu",
  relu6: "relu6",
  elu: "elu",
  sigmoid: "sigmoid",
  tanh: "tanh",
  swish: "swish",
  silu: "swish",
  gelu: "gelu",
};

function activation(layer: LayerConfig, name: string, input: Tensor, context: LayerContext): Tensor {
  if (name === "linear") return input;
  if (name === "softmax") {
    const output = context.tensor(input.shape);
    context.operations.push({ kind: "softmax", input, output, classes: input.shape[input.shape.length - 1] });
    return output;
  }
  const known = Object.hasOwn(ELEMENTWISE, name) ? ELEMENTWISE[name] : undefined;
  if (!known) throw layer.unsupported(`activation "${name}"`);
  return elementwise(known, 1, input, context);
}

function elementwise(name: ActivationName, alpha: number, input: Tensor, context: LayerContext): Tensor {
  const output = context.tensor(input.shape);
  context.operations.push({ kind: "activation", input, output, activation: name, alpha });
  return output;
}

function reluLayer(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  layer.only("negative_slope", 0);
  layer.only("threshold", 0);
  layer.only("max_value", 6);
  return elementwise(layer.values.max_value ? "relu6" : "relu", 0, input, context);
}

function addLayer(layer: LayerConfig, inputs: Tensor[], context: LayerContext): Tensor {
  if (inputs.length < 2) throw layer.invalid(`it must have two or more inputs, got ${inputs.length}`);
  const { shape } = inputs[0];
  if (inputs.some((input) => input.shape.join() !== shape.join()))
    throw layer.unsupported("adding different shapes");
  const output = context.tensor(shape);
  context.operations.push({ kind: "add", inputs, output });
  return output;
}

function concatenate(layer: LayerConfig, inputs: Tensor[], context: LayerContext): Tensor {
  const rank = inputs[0].shape.length;
  const given = layer.number("axis", -1);
  const axis = given < 0 ? given + rank : given - 1;
  if (inputs.length < 2) throw layer.invalid(`it must have two or more inputs, got ${inputs.length}`);
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank)
    throw layer.invalid(`axis ${given} is not an axis of its inputs`);
  const others = (shape: number[]) => shape.map((extent, i) => (i === axis ? "*" : extent)).join();
  if (inputs.some(({ shape }) => others(shape) !== others(inputs[0].shape))) {
    throw layer.invalid(
      `its inputs differ outside axis ${given}: ${inputs.map(({ shape }) => `[${shape}]`).join(", ")}`,
    );
  }
  const shape = [...inputs[0].shape];
  shape[axis] = inputs.reduce((sum, input) => sum + input.shape[axis], 0);
  const rows = shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
  const output = context.tensor(shape);
  context.operations.push({ kind: "concatenate", inputs, output, rows });
  return output;
}
