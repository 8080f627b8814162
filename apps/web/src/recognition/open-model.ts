import { decodeManifest, decodeModel, type ModelArtifacts } from "@mnist/model";
import { unzipSync } from "fflate";

/**
 * A model from the files a person chose: `model.json` with its weight files, or a zip of them.
 *
 * @throws {Error} saying which file is missing or damaged
 */
export async function openModel(
  chosen: readonly File[],
): Promise<{ artifacts: ModelArtifacts; name: string }> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const file of chosen) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!file.name.endsWith(".zip")) files.set(file.name, bytes);
    else for (const [name, part] of unzip(file.name, bytes)) files.set(baseName(name), part.slice());
  }
  const json = [...files.keys()].find((name) => name.endsWith(".json"));
  if (!json) throw new Error("choose a model's model.json together with its weights.bin, or a zip of both");
  const manifest = decodeManifest(files.get(json) ?? new Uint8Array());
  const parts = manifest.paths.map((path) => {
    const part = files.get(baseName(path));
    if (!part) throw new Error(`${json} needs ${path}: choose both files together`);
    return part;
  });
  const weights = new Uint8Array(await new Blob(parts).arrayBuffer());
  return {
    artifacts: await decodeModel(manifest, weights),
    name: chosen.map((file) => file.name).join(" and "),
  };
}

function unzip(name: string, bytes: Uint8Array): [name: string, part: Uint8Array][] {
  try {
    return Object.entries(unzipSync(bytes));
  } catch (cause) {
    throw new Error(`${name} is damaged or no zip; save or copy the model again`, { cause });
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
