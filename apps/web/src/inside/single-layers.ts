import type { ModelArtifacts } from "@mnist/model";

/** One layer of a network as a network of its own. */
export interface SingleLayer {
  name: string;
  /** tfjs's class name, such as "Conv2D". */
  kind: string;
  config: Record<string, unknown>;
  /** Values of its weights by their short names, such as "kernel". */
  weights: Record<string, { shape: number[]; values: Float32Array }>;
  /** The layer alone, for inputs of this shape. */
  artifacts(inputShape: readonly number[]): ModelArtifacts;
}

/** Layers that pass their input on while predicting, at most in another shape. */
const silent = new Set(["Dropout", "SpatialDropout2D", "Flatten", "Reshape", "InputLayer"]);

/** Whether a layer computes anything when predicting. */
export function isSilent(layer: SingleLayer): boolean {
  return silent.has(layer.kind);
}

/**
 * Takes a sequential network apart, so that what passes between its layers can be looked at.
 *
 * @throws {Error} when the network is not a sequence of layers
 */
export function singleLayers({ modelTopology, weightSpecs, weightData }: ModelArtifacts): SingleLayer[] {
  const topology = modelTopology as { model_config?: unknown; class_name?: string };
  const { class_name, config } = (topology.model_config ?? topology) as {
    class_name: string;
    config: unknown;
  };
  const layers = Array.isArray(config) ? config : (config as { layers?: unknown }).layers;
  if (class_name !== "Sequential" || !Array.isArray(layers)) {
    throw new Error("this network is no plain sequence of layers, so its inside cannot be shown here");
  }
  const weights = weightSpecs.map((spec) => {
    const size = spec.shape.reduce((product, length) => product * length, 1);
    return { spec, bytes: 4 * size };
  });
  const starts = weights.map((_, i) => weights.slice(0, i).reduce((sum, { bytes }) => sum + bytes, 0));
  return layers.map(
    ({ class_name: kind, config }: { class_name: string; config: Record<string, unknown> }) => {
      const name = String(config.name);
      const own = weights
        .map((weight, i) => ({ ...weight, start: starts[i] }))
        .filter(({ spec }) => spec.name.startsWith(`${name}/`));
      return {
        name,
        kind,
        config,
        weights: Object.fromEntries(
          own.map(({ spec, start, bytes }) => [
            spec.name.slice(name.length + 1),
            { shape: spec.shape, values: new Float32Array(weightData.slice(start, start + bytes)) },
          ]),
        ),
        artifacts: (inputShape) => ({
          modelTopology: {
            class_name: "Sequential",
            config: {
              name,
              layers: [{ class_name: kind, config: { ...config, batch_input_shape: [null, ...inputShape] } }],
            },
          },
          weightSpecs: own.map(({ spec }) => spec),
          weightData: joined(own.map(({ start, bytes }) => weightData.slice(start, start + bytes))),
        }),
      };
    },
  );
}

function joined(parts: ArrayBuffer[]): ArrayBuffer {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return bytes.buffer;
}
