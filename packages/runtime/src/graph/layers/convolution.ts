import type { LayerConfig } from "../config.js";
import type { Tensor, Window2d } from "../graph.js";
import { activation } from "./activation.js";
import { type LayerContext, refuseExtras, window2d } from "./layer.js";

function convolutionWindow(layer: LayerConfig, input: Tensor): Window2d {
  refuseExtras(layer);
  layer.only("dilation_rate", 1, [1, 1]);
  return window2d(layer, input, layer.pair("kernel_size"), layer.pair("strides", [1, 1]));
}

export function conv2d(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
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

export function dense(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
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

export function depthwiseConv2d(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
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
export function separableConv2d(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
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
