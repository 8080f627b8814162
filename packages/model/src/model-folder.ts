import type { ModelArtifacts } from "./artifacts.js";
import { decodeManifest, decodeModel, maximumManifestBytes } from "./decode.js";
import { encodeModel } from "./encode.js";
import { ModelError } from "./errors.js";
import { readLimited, readTogether, writeFiles } from "./files.js";

/** What {@link saveModel} wrote. */
export interface SavedModel {
  /** File names in the folder: `weights.bin` and `model.json`. */
  files: string[];
  /** SHA-256 of `weights.bin`, 64 hexadecimal digits. */
  weightsSha256: string;
}

/**
 * Writes a model as a stock tfjs-layers folder, `model.json` and `weights.bin` (see {@link encodeModel}). A failure
 * leaves an earlier model in that folder as it was.
 *
 * @param metadata kept in `model.json` as `userDefinedMetadata`, beside what the model already carries
 * @throws {ModelError} `ERR_MNIST_MODEL_WRITE` when the folder cannot be written
 */
export async function saveModel(
  folder: string,
  artifacts: ModelArtifacts,
  metadata: Record<string, unknown> = {},
  options: { storage?: "float32" | "float16" } = {},
): Promise<SavedModel> {
  const { files, weightsSha256 } = await encodeModel(artifacts, { metadata, ...options });
  await writeFiles(folder, { "weights.bin": files["weights.bin"], "model.json": files["model.json"] });
  return { files: Object.keys(files), weightsSha256 };
}

/**
 * Opens the folder of a tfjs-layers model (written by {@link saveModel} or by tfjs itself) without trusting it:
 * no more memory is taken for weights than their files have bytes, and that once more as float32 where they are stored
 * in fewer bytes; only plain files in the folder are read.
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_NOT_FOUND` when a file is missing or unreadable, `ERR_MNIST_MODEL_FORMAT`
 *   when one is damaged, truncated, hostile or does not belong to the other
 */
export async function loadModel(folder: string): Promise<ModelArtifacts> {
  try {
    const manifest = decodeManifest(await readLimited(folder, "model.json", maximumManifestBytes));
    return await decodeModel(manifest, await readTogether(folder, manifest.paths, manifest.byteLength));
  } catch (error) {
    if (!(error instanceof ModelError) || error.message.includes(folder)) throw error;
    throw new ModelError(error.code, `the model in ${folder}: ${error.message}`, { cause: error });
  }
}
