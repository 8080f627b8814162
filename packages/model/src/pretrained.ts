import type { ModelArtifacts } from "./artifacts.js";
import { decodeManifest, decodeWeights } from "./decode.js";
import { ModelError } from "./errors.js";

/** Models that ship with this package. */
export const pretrained = ["default", "tiny", "best"] as const;
export type PretrainedName = (typeof pretrained)[number];

/** Whether a model of this name ships with this package. */
export function isPretrained(name: string): name is PretrainedName {
  return (pretrained as readonly string[]).includes(name);
}

/**
 * A pre-trained model from this package's own files, in Node and in browsers.
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_NOT_FOUND` when the files cannot be had, `ERR_MNIST_ARGUMENT` when there is no
 *   such model
 */
export async function loadPretrained(name: PretrainedName): Promise<ModelArtifacts> {
  if (!isPretrained(name)) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `no pre-trained model "${name}"; choose one of ${pretrained.join(", ")}`,
    );
  }
  const urls = files[name]();
  const [manifest, weights] = await Promise.all([read(urls.manifest), read(urls.weights)]);
  // Package managers have checked the package as a whole; to hash this file once more takes Node as long as a prediction.
  return decodeWeights(decodeManifest(manifest), weights);
}

/** Written out, so that bundlers see each file, and made when asked for: six of them take half a millisecond of the start. */
const files: Record<PretrainedName, () => { manifest: URL; weights: URL }> = {
  default: () => ({
    manifest: new URL("../pretrained/default/model.json", import.meta.url),
    weights: new URL("../pretrained/default/weights.bin", import.meta.url),
  }),
  tiny: () => ({
    manifest: new URL("../pretrained/tiny/model.json", import.meta.url),
    weights: new URL("../pretrained/tiny/weights.bin", import.meta.url),
  }),
  best: () => ({
    manifest: new URL("../pretrained/best/model.json", import.meta.url),
    weights: new URL("../pretrained/best/weights.bin", import.meta.url),
  }),
};

async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // At once: two small files take less time than the promises of reading them beside other work.
    const node = url.protocol === "file:" && globalThis.process?.getBuiltinModule?.("node:fs");
    if (node) return new Uint8Array(node.readFileSync(url));
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new ModelError("ERR_MNIST_MODEL_NOT_FOUND", `cannot read the pre-trained model ${url}`, { cause });
  }
}
