import { Random } from "@mnist/random";
import type { ModelArtifacts, WeightSpec } from "./artifacts.js";
import { check } from "./check.js";
import { checkGiven } from "./check-given.js";
import { checkLayer } from "./check-layer.js";
import { initialValues, layerWeights } from "./layer-weights.js";
import { type Architecture, outputShape } from "./layers.js";
import { checkSeed } from "./recipe.js";
import { tfjsLayer, tfjsNames } from "./topology.js";

/**
 * A network with fresh weights, as tfjs-layers artifacts, made without loading TensorFlow.js.
 *
 * Kernels are drawn layer by layer from the stream (seed, "initialization"), biases are 0, batch normalization
 * starts as the identity.
 *
 * @param architecture layers as plain data: a preset's `architecture` or your own
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when a value is out of its range or a layer does not fit the shape that
 *   reaches it
 */
export function createArtifacts(architecture: Architecture, options: { seed: number }): ModelArtifacts {
  checkGiven({ architecture, options });
  checkGiven({ "architecture.layers": architecture.layers });
  const { seed } = options;
  checkSeed(seed);
  const random = new Random(seed, "initialization");
  const weightSpecs: WeightSpec[] = [];
  const values: Float32Array[] = [];
  const layers: object[] = [];
  const counts = new Map<string, number>();
  let shape: number[] = architecture.inputShape ?? [28, 28, 1];
  const inputShape = shape;
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 1);
  check("architecture.inputShape", JSON.stringify(shape), isShape, "a list of integers of at least 1");

  for (const layer of architecture.layers) {
    checkLayer(layer);
    const { prefix } = tfjsNames[layer.kind];
    const index = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, index);
    const name = `${prefix}_${index}`;
    layers.push(tfjsLayer(layer, name, layers.length === 0 ? inputShape : undefined));
    for (const weight of layerWeights(layer, shape)) {
      weightSpecs.push({ name: `${name}/${weight.name}`, shape: weight.shape, dtype: "float32" });
      values.push(initialValues(weight, random));
    }
    shape = outputShape(layer, shape);
  }

  return {
    modelTopology: {
      class_name: "Sequential",
      config: { name: "mnist", layers },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    format: "layers-model",
    generatedBy: "@mnist/model",
    convertedBy: null,
    weightSpecs,
    weightData: concatenate(values),
  };
}

function concatenate(arrays: Float32Array[]): ArrayBuffer {
  const joined = new Float32Array(arrays.reduce((length, array) => length + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    joined.set(array, offset);
    offset += array.length;
  }
  return joined.buffer;
}
