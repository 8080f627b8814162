import type { ModelArtifacts } from "./artifacts.js";
import { ModelError } from "./errors.js";
import { requireArtifacts } from "./require-model.js";

/** One layer of a sequential model, with its weights. */
export interface SequentialLayer {
  name: string;
  /** tfjs's class name, such as "Conv2D". */
  className: string;
  config: Record<string, unknown>;
  /** By their short names, such as "kernel", in the order they are stored in. */
  weights: Record<string, { shape: number[]; values: Float32Array }>;
}

/** A model whose layers follow one another. */
export interface SequentialModel {
  /** Of one image: `[height, width, channels]`. */
  inputShape: number[];
  /** Without an input layer. */
  layers: SequentialLayer[];
}

/**
 * Takes a sequential model apart.
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_FORMAT` when the model is not a plain sequence of layers
 */
export function readSequential(artifacts: ModelArtifacts): SequentialModel {
  requireArtifacts(artifacts);
  const { modelTopology, weightSpecs, weightData } = artifacts;
  const stored = new Map<string, SequentialLayer["weights"]>();
  let start = 0;
  for (const { name, shape } of weightSpecs) {
    const length = shape.reduce((product, size) => product * size, 1);
    const slash = name.lastIndexOf("/");
    const layer = name.slice(0, slash);
    const values = new Float32Array(weightData.slice(start, start + 4 * length));
    stored.set(layer, { ...stored.get(layer), [name.slice(slash + 1)]: { shape, values } });
    start += 4 * length;
  }
  const configs = layerConfigs(modelTopology);
  const shape = configs.map(({ config }) => config.batch_input_shape).find(Array.isArray) ?? [
    null,
    28,
    28,
    1,
  ];
  const layers = configs
    .filter(({ class_name }) => class_name !== "InputLayer")
    .map(({ class_name: className, config }) => {
      const name = String(config.name);
      return { name, className, config, weights: stored.get(name) ?? {} };
    });
  return { inputShape: shape.slice(1).map(Number), layers };
}

function layerConfigs(topology: object): { class_name: string; config: Record<string, unknown> }[] {
  const root = (topology as { model_config?: object }).model_config ?? topology;
  const { class_name, config } = root as { class_name?: unknown; config?: unknown };
  const layers = Array.isArray(config) ? config : (config as { layers?: unknown } | undefined)?.layers;
  if (class_name !== "Sequential" || !Array.isArray(layers)) {
    throw new ModelError(
      "ERR_MNIST_MODEL_FORMAT",
      `the model is ${class_name === "Sequential" ? "without layers" : `a ${class_name}`}, not a plain sequence of layers`,
    );
  }
  return layers;
}
