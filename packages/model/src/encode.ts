import type { ModelArtifacts, WeightSpec } from "./artifacts.js";
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
 * @param storage "float16" halves the file by tfjs's own quantization scheme (default "float32")
 */
export async function encodeModel(
  artifacts: ModelArtifacts,
  {
    metadata,
    storage = "float32",
  }: { metadata?: Record<string, unknown>; storage?: "float32" | "float16" } = {},
): Promise<{ files: ModelFiles; weightsSha256: string }> {
  requireArtifacts(artifacts);
  const bytes =
    storage === "float16"
      ? new Uint8Array(float32ToFloat16(new Float32Array(artifacts.weightData)).buffer)
      : new Uint8Array(artifacts.weightData.slice(0));
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

function storedSpec({ name, shape, dtype }: WeightSpec, storage: "float32" | "float16"): object {
  return storage === "float16"
    ? { name, shape, dtype, quantization: { dtype: "float16", original_dtype: "float32" } }
    : { name, shape, dtype };
}

/** IEEE 754 binary16, rounded to nearest, ties to even. */
export function float32ToFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (word) => {
    const sign = (word >>> 16) & 0x8000;
    const exponent = ((word >>> 23) & 0xff) - 112;
    const mantissa = word & 0x7fffff;
    if (exponent >= 31) return sign | ((word & 0x7fffffff) > 0x7f800000 ? 0x7e00 : 0x7c00);
    if (exponent < -10) return sign;
    const shift = exponent > 0 ? 13 : 14 - exponent;
    const significand = exponent > 0 ? mantissa : mantissa | 0x800000;
    const kept = significand >>> shift;
    const rest = significand & ((1 << shift) - 1);
    const half = 1 << (shift - 1);
    const roundUp = rest > half || (rest === half && kept & 1) ? 1 : 0;
    return sign | ((exponent > 0 ? exponent << 10 : 0) + kept + roundUp);
  });
}

/** The exact float32 value of each IEEE 754 binary16, written to `floats`. */
export function float16ToFloat32(
  values: Uint16Array,
  floats: Float32Array<ArrayBuffer> = new Float32Array(values.length),
): Float32Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < values.length; i++) {
    const word = values[i];
    const isSpecial = (word & 0x7c00) === 0x7c00; // infinities and NaN keep the largest exponent
    bits[i] = ((word & 0x8000) << 16) | ((word & 0x7fff) << 13) | (isSpecial ? 0x7f800000 : 0);
    // Corrects the exponent's bias, exactly, in subnormal numbers too.
    floats[i] *= 2 ** 112;
  }
  return floats;
}
