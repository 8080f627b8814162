import { RuntimeError } from "../errors.js";
import type { ModelArtifacts } from "../types.js";
import { type Graph, sizeOf, type Tensor } from "./graph.js";
import { LAYERS } from "./layers/index.js";
import type { LayerContext } from "./layers/layer.js";
import { readTopology } from "./topology.js";
import { WeightBook } from "./weights.js";

/** Most values in all tensors of one sample, 16 MiB: what a small file can ask for without bringing it along. */
const MAX_VALUES = 1 << 22;
/** Planning compares layers with each other. */
const MAX_LAYERS = 2000;

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
  if (topology.layers.length > MAX_LAYERS) throw tooLarge(`${topology.layers.length} layers`);
  let storages = 0;
  let values = 0;
  const tensor = (shape: number[], storage?: number): Tensor => {
    const size = sizeOf(shape);
    if (storage === undefined) values += size;
    if (!(size > 0 && values <= MAX_VALUES)) throw tooLarge(`tensors up to one of shape [${shape}]`);
    return { storage: storage ?? storages++, shape, size };
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

function tooLarge(what: string): RuntimeError {
  const limits = `at most ${MAX_LAYERS} layers and ${MAX_VALUES} values for each sample are supported`;
  return new RuntimeError("ERR_MNIST_UNSUPPORTED", `the model is too large (${what}): ${limits}`);
}
