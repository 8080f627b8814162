import type { ModelArtifacts } from "../artifacts.js";
import { readSequential } from "../sequential.js";
import { OnnxGraph } from "./graph.js";
import { convertLayer } from "./layers.js";

export type { ModelArtifacts } from "../artifacts.js";

/**
 * A model as an ONNX file (opset 17), for ONNX Runtime and what else reads it.
 *
 * Its input `images` is that of the tfjs model, `[N, 28, 28, 1]` float32 from 0 (background) to 1 (ink): pixels
 * divided by 255. Its output `probabilities` is `[N, classes]`, the model's own softmax, not calibrated; preset, recipe
 * and calibration go along as JSON in the file's metadata, under `mnist`.
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_FORMAT` when the model is no plain sequence of layers, `ERR_MNIST_ARGUMENT`
 *   naming a layer that cannot be converted
 */
export function toOnnx(artifacts: ModelArtifacts): Uint8Array<ArrayBuffer> {
  const { inputShape, layers } = readSequential(artifacts);
  const graph = new OnnxGraph();
  const input = { name: "images", shape: inputShape };
  let at = { tensor: graph.node("Transpose", [input.name], { perm: [0, 3, 1, 2] }), flat: false };
  for (const layer of layers) at = convertLayer(graph, layer, at);
  const output = { name: "probabilities", shape: ["classes"] };
  graph.node("Identity", [at.tensor], {}, output.name);
  return graph.encode({
    input,
    output,
    metadata: { mnist: JSON.stringify(artifacts.userDefinedMetadata ?? {}) },
  });
}
