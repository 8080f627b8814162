import type { ActivationName } from "../activation.js";
import type { LayerConfig } from "../config.js";
import type { Tensor } from "../graph.js";
import type { LayerContext } from "./layer.js";

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

export function activation(layer: LayerConfig, name: string, input: Tensor, context: LayerContext): Tensor {
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

export function elementwise(
  name: ActivationName,
  alpha: number,
  input: Tensor,
  context: LayerContext,
): Tensor {
  const output = context.tensor(input.shape);
  context.operations.push({ kind: "activation", input, output, activation: name, alpha });
  return output;
}

export function reluLayer(layer: LayerConfig, input: Tensor, context: LayerContext): Tensor {
  layer.only("negative_slope", 0);
  layer.only("threshold", 0);
  layer.only("max_value", 6);
  return elementwise(layer.values.max_value ? "relu6" : "relu", 0, input, context);
}
