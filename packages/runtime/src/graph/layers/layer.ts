import type { LayerConfig } from "../config.js";
import type { Operation, Tensor, Window2d } from "../graph.js";
import type { WeightBook } from "../weights.js";

/** What layers add to while the graph is built. */
export interface LayerContext {
  operations: Operation[];
  weights: WeightBook;
  /** A new tensor, or with `storage` another view of one. */
  tensor(shape: number[], storage?: number): Tensor;
  dropouts: number;
}

export type BuildLayer = (layer: LayerConfig, inputs: Tensor[], context: LayerContext) => Tensor;

/** For layers that read exactly one tensor. */
export function one(build: (layer: LayerConfig, input: Tensor, context: LayerContext) => Tensor): BuildLayer {
  return (layer, inputs, context) => {
    if (inputs.length !== 1) throw layer.invalid(`it must have one input, got ${inputs.length}`);
    return build(layer, inputs[0], context);
  };
}

export function image(layer: LayerConfig, input: Tensor): [number, number, number] {
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

export function window2d(
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

/** Options that change what is computed and that the runtime does not know. */
export function refuseExtras(layer: LayerConfig): void {
  for (const [key, value] of Object.entries(layer.values)) {
    if (/_(regularizer|constraint)$/.test(key) && value !== null && value !== undefined)
      throw layer.unsupported(key);
  }
}
