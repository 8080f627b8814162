import { access } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "../errors.js";
import type { Source } from "../load.js";
import type { FileInfo } from "../registry/types.js";
import { verifyFile } from "../verify.js";
import { systemCode } from "./disk.js";
import { readHashed } from "./read.js";
import { gunzipFile } from "./unpack.js";

/**
 * The files in a folder of the user's: unpacked or `.gz`, under the names of the data set's authors or with the dot
 * some archives have ("train-images.idx3-ubyte").
 *
 * @param verify whether a file has to have the size and digest of the original; without, any idx file will do
 */
export function dataDirSource(folder: string, verify: boolean): Source {
  let lookups: Promise<unknown> = Promise.resolve();
  return {
    name: "dataDir",
    async read(file, signal) {
      // One after the other: of several files that are missing, the first is named, and not whichever was missed first.
      const path = lookups.then(() => findFile(folder, file));
      lookups = path;
      return readFound(await path, file, verify, signal);
    },
  };
}

async function findFile(folder: string, file: FileInfo): Promise<string> {
  const names = [file.name, file.name.replace("-idx", ".idx")];
  for (const name of [...names, ...names.map((plain) => `${plain}.gz`)]) {
    const path = join(folder, name);
    const isMissing = await access(path).then(
      () => false,
      (error) => systemCode(error) === "ENOENT",
    );
    if (!isMissing) return path;
  }
  throw new DatasetError(
    "ERR_MNIST_NOT_FOUND",
    `The folder ${folder} has no ${file.name} or ${file.name}.gz.`,
    { file: join(folder, file.name), remedy: "Put it there, or give another folder." },
  );
}

async function readFound(
  path: string,
  file: FileInfo,
  verify: boolean,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const remedy =
    "It is damaged or not the original: replace it, or pass verify: false to load data of your own.";
  try {
    const found = path.endsWith(".gz")
      ? await gunzipFile(path, file, signal)
      : await readHashed(path, signal);
    if (verify) verifyFile(file, found, { file: path, remedy });
    return found.content;
  } catch (cause) {
    if (signal.aborted || cause instanceof DatasetError) throw cause;
    throw new DatasetError("ERR_MNIST_NOT_FOUND", `${path} cannot be read (${systemCode(cause)}).`, {
      file: path,
      remedy: "Check that it is a file you may read.",
      cause,
    });
  }
}
