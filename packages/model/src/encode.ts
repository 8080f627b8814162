import type { ModelArtifacts, WeightSpec } from "./artifacts.js";
import { check } from "./check.js";
import { float32ToFloat16 } from "./float16.js";
import { requireArtifacts } from "./require-model.js";
import { sha256 } from "./sha256.js";

/** A model as the two files stock tfjs-layers writes and reads. */
export interface ModelFiles {
  "model.json": Uint8Array<ArrayBuffer>;
  "weights.bin": Uint8Array<ArrayBuffer>;
}

/**
 * A model as stock tfjs-layers files: `tf.loadLayersModel` opens `model.json`, which names `weights.bin`.
 *
 * @param metadata kept in `model.json` (`userDefinedMetadata`) beside what the model already carries, together with
 *   `weightsSha256`, the SHA-256 of `weights.bin`, which tells a truncated or swapped file from the right one
 * @param storage "float16" halves the file by tfjs's own quantization scheme (default "float32"); weights beyond
 *   65,504 have no place in it
 * @throws {ModelError} `ERR_MNIST_ARGUMENT`
 */
export async function encodeModel(
  artifacts: ModelArtifacts,
  {
    metadata,
    storage = "float32",
  }: { metadata?: Record<string, unknown>; storage?: "float32" | "float16" } = {},
): Promise<{ files: ModelFiles; weightsSha256: string }> {
  requireArtifacts(artifacts);
  check("storage", storage, storage === "float32" || storage === "float16", "float32 or float16");
  const bytes =
    storage === "float16" ? inFloat16(artifacts.weightData) : new Uint8Array(artifacts.weightData.slice(0));
  const weightsSha256 = await sha256(bytes);
  const manifest = {
    modelTopology: artifacts.modelTopology,
    format: "layers-model",
    generatedBy: artifacts.generatedBy ?? "@mnist/model",
    convertedBy: artifacts.convertedBy ?? null,
    weightsManifest: [
      { paths: ["weights.bin"], weights: artifacts.weightSpecs.map((spec) => storedSpec(spec, storage)) },
    ],
    userDefinedMetadata: { ...artifacts.userDefinedMetadata, ...metadata, weightsSha256 },
  };
  return {
    files: {
      "model.json": new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`),
      "weights.bin": bytes,
    },
    weightsSha256,
  };
}

function inFloat16(weightData: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const weights = new Float32Array(weightData);
  const halves = float32ToFloat16(weights);
  const lost = weights.find((weight, i) => Number.isFinite(weight) && (halves[i] & 0x7fff) === 0x7c00);
  check("with storage float16 every weight", lost, lost === undefined, "at most 65504 in size");
  return new Uint8Array(halves.buffer);
}

function storedSpec({ name, shape, dtype }: WeightSpec, storage: "float32" | "float16"): object {
  return storage === "float16"
    ? { name, shape, dtype, quantization: { dtype: "float16", original_dtype: "float32" } }
    : { name, shape, dtype };
}
