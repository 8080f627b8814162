import { RuntimeError } from "../errors.js";
import type { ModelArtifacts } from "../types.js";
import { type Graph, sizeOf, type Tensor } from "./graph.js";
import { LAYERS } from "./layers/index.js";
import type { LayerContext } from "./layers/layer.js";
import { readTopology } from "./topology.js";
import { WeightBook } from "./weights.js";

/** The largest tensor of one sample the planner lays out: 16 Mi values. */
const MAX_TENSOR_SIZE = 1 << 24;

/**
 * Turns model artifacts into a graph.
 * @throws {RuntimeError} ERR_MNIST_UNSUPPORTED for what is valid but unknown here, ERR_MNIST_MODEL for what is wrong
 */
export function buildGraph(artifacts: ModelArtifacts): Graph {
  if (typeof artifacts !== "object" || artifacts === null) {
    throw new RuntimeError("ERR_MNIST_MODEL", "model artifacts must be an object");
  }
  const topology = readTopology(artifacts.modelTopology);
  const weights = new WeightBook(artifacts.weightSpecs);
  let storages = 0;
  const tensor = (shape: number[], storage = storages++): Tensor => {
    const size = sizeOf(shape);
    if (!(size > 0 && size <= MAX_TENSOR_SIZE)) {
      throw new RuntimeError("ERR_MNIST_UNSUPPORTED", `a tensor of shape [${shape}] is too large`);
    }
    return { storage, shape, size };
  };
  const input = tensor(topology.inputShape);
  const outputs = new Map<string, Tensor>([["", input]]);
  const context: LayerContext = { operations: [], weights, tensor, dropouts: 0 };
  for (const { config, inbound } of topology.layers) {
    const build = LAYERS[config.className];
    if (!build) {
      throw new RuntimeError(
        "ERR_MNIST_UNSUPPORTED",
        `layer "${config.name}": class ${config.className} is not supported`,
      );
    }
    const inputs = inbound.length === 0 ? [input] : inbound.map((name) => outputs.get(name)!);
    outputs.set(config.name, build(config, inputs, context));
  }
  weights.finish(artifacts.weightData);
  const output = outputs.get(topology.outputName)!;
  const last = context.operations.at(-1);
  const endsInSoftmax = last?.kind === "softmax" && last.output.storage === output.storage;
  return {
    input,
    output,
    logits: endsInSoftmax ? { ...last.input, shape: output.shape } : output,
    operations: context.operations,
    parameters: weights.parameters,
  };
}
