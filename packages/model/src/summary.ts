import { checkGiven } from "./check-given.js";
import { checkLayer } from "./check-layer.js";
import { ModelError } from "./errors.js";
import { layerWeights } from "./layer-weights.js";
import { type Architecture, type Layer, outputShape } from "./layers.js";

/** One layer as it stands in a network. */
export interface LayerSummary {
  layer: Layer;
  /** For one image: `[height, width, channels]` or `[units]`. */
  outputShape: number[];
  /** Weights, counting those that batch normalization tracks instead of learning. */
  parameters: number;
}

/** A network layer by layer, as far as its layers fit together. */
export interface ArchitectureSummary {
  layers: LayerSummary[];
  /** Of all `layers`. */
  parameters: number;
  /** Why the layer after these cannot stand there; absent when all fit. */
  error?: ModelError;
}

/**
 * What each layer of an architecture gives and how many weights it has, without making any. Layers that do not fit
 * are no exception here but part of the answer: it ends before the first of them and says why.
 */
export function summarize(architecture: Architecture): ArchitectureSummary {
  checkGiven({ architecture });
  checkGiven({ "architecture.layers": architecture.layers });
  const layers: LayerSummary[] = [];
  let shape: number[] = architecture.inputShape ?? [28, 28, 1];
  let parameters = 0;
  for (const layer of architecture.layers) {
    try {
      const summary = summarizeLayer(layer, shape);
      layers.push(summary);
      parameters += summary.parameters;
      shape = summary.outputShape;
    } catch (error) {
      if (error instanceof ModelError) return { layers, parameters, error };
      throw error;
    }
  }
  return { layers, parameters };
}

function summarizeLayer(layer: Layer, shape: number[]): LayerSummary {
  checkLayer(layer);
  const after = outputShape(layer, shape);
  const sizes = layerWeights(layer, shape).map((weight) =>
    weight.shape.reduce((size, side) => size * side, 1),
  );
  return { layer, outputShape: after, parameters: sizes.reduce((sum, size) => sum + size, 0) };
}
