import type { LayerConfig } from "../config.js";
import type { Tensor } from "../graph.js";
import { image, type LayerContext, window2d } from "./layer.js";

type PoolKind = "maxPool2d" | "averagePool2d";

export function pool2d(kind: PoolKind, layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const size = layer.pair("pool_size", [2, 2]);
  const window = window2d(layer, input, size, layer.pair("strides", size));
  const output = context.tensor([window.oh, window.ow, window.c]);
  context.operations.push({ kind, input, output, window });
  return output;
}

export function globalPool2d(
  kind: PoolKind,
  layer: LayerConfig,
  input: Tensor,
  context: LayerContext,
): Tensor {
  const [h, w, c] = image(layer, input);
  const window = { h, w, c, kh: h, kw: w, sh: 1, sw: 1, top: 0, bottom: 0, left: 0, right: 0, oh: 1, ow: 1 };
  const output = context.tensor([c]);
  context.operations.push({ kind, input, output, window });
  return output;
}
