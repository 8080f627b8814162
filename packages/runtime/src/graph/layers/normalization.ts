import type { LayerConfig } from "../config.js";
import type { Tensor } from "../graph.js";
import { image, type LayerContext, refuseExtras } from "./layer.js";

export function dropout(layer: LayerConfig, input: Tensor, context: LayerContext, spatial: boolean): Tensor {
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

export function batchNormalization(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
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
    pooled: false,
  });
  return output;
}

export function layerNormalization(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  const channels = lastAxis(layer, input);
  const gamma = layer.boolean("scale", true) ? context.weights.take(layer, "gamma", [channels]) : undefined;
  const beta = layer.boolean("center", true) ? context.weights.take(layer, "beta", [channels]) : undefined;
  const output = context.tensor(input.shape);
  const epsilon = layer.number("epsilon", 1e-3, 0, 1);
  context.operations.push({ kind: "layerNorm", input, output, channels, epsilon, gamma, beta });
  return output;
}
