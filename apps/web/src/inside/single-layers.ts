import { type ModelArtifacts, readSequential, type SequentialLayer } from "@mnist/model";

/** One layer of a network as a network of its own. */
export interface SingleLayer extends SequentialLayer {
  /** The layer alone, for inputs of this shape. */
  artifacts(inputShape: readonly number[]): ModelArtifacts;
}

/** Layers that pass their input on while predicting, at most in another shape. */
const silent = new Set(["Dropout", "SpatialDropout2D", "Flatten", "Reshape"]);

/** Whether a layer computes anything when predicting. */
export function isSilent({ className }: SequentialLayer): boolean {
  return silent.has(className);
}

/**
 * Takes a sequential network apart, so that what passes between its layers can be looked at.
 *
 * @throws {ModelError} when the network is not a sequence of layers
 */
export function singleLayers(artifacts: ModelArtifacts): SingleLayer[] {
  return readSequential(artifacts).layers.map((layer) => ({
    ...layer,
    artifacts: (inputShape) => alone(layer, inputShape),
  }));
}

function alone({ name, className, config, weights }: SequentialLayer, inputShape: readonly number[]) {
  const own = Object.entries(weights);
  const values = new Float32Array(own.reduce((sum, [, weight]) => sum + weight.values.length, 0));
  let at = 0;
  for (const [, weight] of own) {
    values.set(weight.values, at);
    at += weight.values.length;
  }
  const layer = { class_name: className, config: { ...config, batch_input_shape: [null, ...inputShape] } };
  return {
    modelTopology: { class_name: "Sequential", config: { name, layers: [layer] } },
    weightSpecs: own.map(([short, { shape }]) => ({
      name: `${name}/${short}`,
      shape,
      dtype: "float32" as const,
    })),
    weightData: values.buffer,
  };
}
