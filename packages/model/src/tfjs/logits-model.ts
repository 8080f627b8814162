import { io, type Tensor, tensor, tidy, type Variable } from "@tensorflow/tfjs-core";
import { type LayersModel, type layers, loadLayersModel } from "@tensorflow/tfjs-layers";
import type { ModelArtifacts } from "../artifacts.js";
import { checkBuffer } from "./checks.js";
import { TfjsError } from "./errors.js";

/** Plain JSON of a layer in a topology. */
interface LayerConfig {
  class_name: string;
  config: { activation?: string; layers?: LayerConfig[]; name?: string; output_layers?: unknown };
  name?: string;
}

/** A tfjs-layers model whose final softmax was taken off, and how its weights lie in its artifacts. */
export interface LogitsModel {
  model: LayersModel;
  /** Whether there was a softmax. */
  softmax: boolean;
  inputShape: number[];
  outputShape: number[];
  /** In the order of the artifacts' `weightSpecs`. */
  weights: WeightVariable[];
  /** All layers, those of nested models in their place. */
  layers: layers.Layer[];
}

export interface WeightVariable {
  name: string;
  variable: Variable;
  /** Place of its first value among all. */
  offset: number;
  trainable: boolean;
}

/**
 * Opens artifacts with tfjs-layers, on tfjs's current backend.
 *
 * @throws {TfjsError} `ERR_MNIST_UNSUPPORTED` for a model with several inputs or outputs, or of unknown size;
 *   `ERR_MNIST_MODEL` when tfjs-layers does not take topology or weights
 */
export async function openLogitsModel(artifacts: ModelArtifacts): Promise<LogitsModel> {
  const { modelTopology, softmax } = withoutSoftmax(artifacts.modelTopology);
  const { weightSpecs, weightData } = artifacts;
  let model: LayersModel;
  try {
    const handler = io.fromMemory({
      modelTopology,
      weightSpecs: weightSpecs as io.WeightsManifestEntry[],
      weightData,
    });
    model = await loadLayersModel(handler);
  } catch (cause) {
    const [reason] = (cause as Error).message.split("\n");
    const code = reason.startsWith("Unknown layer") ? "ERR_MNIST_UNSUPPORTED" : "ERR_MNIST_MODEL";
    throw new TfjsError(code, `tfjs-layers cannot open the model: ${reason}`, { cause });
  }
  try {
    return { model, softmax, ...shapes(model), weights: inOrder(model, artifacts), layers: flatten(model) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function shapes(model: LayersModel): { inputShape: number[]; outputShape: number[] } {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new TfjsError(
      "ERR_MNIST_UNSUPPORTED",
      `the model must have one input and one output, it has ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const sizes = (shape: (number | null)[]) =>
    shape.slice(1).map((size) => {
      if (size !== null) return size;
      throw new TfjsError("ERR_MNIST_UNSUPPORTED", `the model's sizes must be fixed, got [${shape}]`);
    });
  return { inputShape: sizes(model.inputs[0].shape), outputShape: sizes(model.outputs[0].shape) };
}

function inOrder(model: LayersModel, { weightSpecs }: ModelArtifacts): WeightVariable[] {
  const byName = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  const trainable = new Set(model.trainableWeights.map((weight) => weight.originalName));
  let offset = 0;
  return weightSpecs.map(({ name }) => {
    const weight = byName.get(name);
    if (weight === undefined)
      throw new TfjsError("ERR_MNIST_MODEL", `weight "${name}" is not in the topology`);
    const variable = weight.read() as Variable;
    const place = offset;
    offset += variable.size;
    return { name, variable, offset: place, trainable: trainable.has(name) };
  });
}

function flatten(container: LayersModel): layers.Layer[] {
  return container.layers.flatMap((layer) => ("layers" in layer ? flatten(layer as LayersModel) : [layer]));
}

/** A copy of the topology whose output layer ends without its softmax. */
function withoutSoftmax(topology: object): { modelTopology: object; softmax: boolean } {
  const modelTopology = structuredClone(topology) as { model_config?: LayerConfig } & LayerConfig;
  const last = outputLayer(modelTopology.model_config ?? modelTopology);
  if (last?.class_name === "Softmax") {
    last.class_name = "Activation";
    last.config = { name: last.config.name, activation: "linear" };
    return { modelTopology, softmax: true };
  }
  if (last?.config?.activation === "softmax") {
    last.config.activation = "linear";
    return { modelTopology, softmax: true };
  }
  return { modelTopology, softmax: false };
}

function outputLayer(layer: LayerConfig): LayerConfig | undefined {
  const inner = Array.isArray(layer.config) ? (layer.config as LayerConfig[]) : layer.config?.layers;
  if (inner === undefined) return layer;
  const outputs = layer.config.output_layers;
  const first = Array.isArray(outputs) ? (Array.isArray(outputs[0]) ? outputs[0][0] : outputs[0]) : undefined;
  const last =
    first === undefined ? inner.at(-1) : inner.find(({ name, config }) => (name ?? config.name) === first);
  return last && outputLayer(last);
}

/** All weights, one after the other, in the order of the artifacts. */
export function readWeights(weights: WeightVariable[]): Float32Array<ArrayBuffer> {
  const joined = new Float32Array(weights.reduce((length, { variable }) => length + variable.size, 0));
  for (const { variable, offset } of weights) joined.set(variable.dataSync() as Float32Array, offset);
  return joined;
}

/** @throws {TfjsError} `ERR_MNIST_ARGUMENT` when the data is no buffer with the bytes of all weights */
export function writeWeights(weights: WeightVariable[], data: ArrayBuffer): void {
  const bytes = weights.reduce((sum, { variable }) => sum + variable.size * 4, 0);
  checkBuffer("weights", data, bytes);
  const values = new Float32Array(data);
  tidy(() => {
    for (const { variable, offset } of weights) {
      variable.assign(tensor(values.slice(offset, offset + variable.size), variable.shape) as Tensor);
    }
  });
}
