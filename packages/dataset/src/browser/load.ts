import { sha256Hex } from "../digest.js";
import { addressesOf } from "../download/address.js";
import { DEFAULT_TIMEOUT_MS, type Progress } from "../download/progress.js";
import { DatasetError, refuse } from "../errors.js";
import { inflate } from "../inflate.js";
import { type AssembleOptions, createLoaders, type Source } from "../load.js";
import { mnist } from "../registry/mnist.js";
import type { DatasetInfo, FileInfo } from "../registry/types.js";
import { verifyFile } from "../verify.js";
import { readCached, writeCached } from "./cache.js";
import { downloadPacked } from "./download.js";

export interface LoadOptions extends AssembleOptions {
  /** Addresses of folders that have the packed files, asked instead of the registry's; they have to allow this page. */
  mirrors?: readonly string[];
  /** Never uses the network: what Cache Storage does not have is an error. Default: false. */
  offline?: boolean;
  /** Gives a mirror up when in a period this long less than 1 KiB a second arrives. Default: 20,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

export const { loadMnist, loadDataset, loadSplit } = createLoaders<LoadOptions, "mnist">(
  datasetInfo,
  (info, options) => [cacheSource(info), mirrorsSource(info, options)],
);

/** Of MNIST alone, by name: a page that needs another data set imports what is known of it, the others do not. */
function datasetInfo(dataset: "mnist" | DatasetInfo): DatasetInfo {
  if (typeof dataset === "object") return dataset;
  if (dataset === "mnist") return mnist;
  const remedy = "Give its description from @mnist/dataset/registry.";
  refuse(`"${dataset}" is not known by name here.`, { remedy });
}

function cacheSource(info: DatasetInfo): Source {
  return {
    name: "cache",
    async read(file) {
      const packed = await readCached(info, file.packed);
      if (packed) return unpack(file, packed);
      throw new DatasetError("ERR_MNIST_NOT_FOUND", `${file.name} is not in Cache Storage yet.`, {
        file: file.name,
      });
    },
  };
}

function mirrorsSource(info: DatasetInfo, options: LoadOptions): Source {
  return {
    name: "mirrors",
    async read(file, signal) {
      const about = { file: file.packed.name };
      if (options.offline) {
        const remedy = "Load it once with the option offline unset.";
        throw new DatasetError("ERR_MNIST_OFFLINE", `${file.name} was not downloaded: offline.`, {
          ...about,
          remedy,
        });
      }
      if (file.packed.entry) {
        const remedy = "Load a bundle of it.";
        const message = `${info.title} comes in one archive, too large for a page.`;
        throw new DatasetError("ERR_MNIST_UNAVAILABLE", message, { ...about, remedy });
      }
      const packed = await downloadPacked(file, addressesOf(file, options.mirrors), {
        timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        signal,
        onBytes: (mirror, receivedBytes) =>
          options.onProgress?.({
            dataset: info.name,
            ...about,
            mirror,
            receivedBytes,
            totalBytes: file.packed.bytes,
          }),
      });
      await writeCached(info, file.packed, packed);
      return unpack(file, packed);
    },
  };
}

async function unpack(file: FileInfo, packed: Uint8Array): Promise<Uint8Array> {
  const bytes = await inflate(packed, file.bytes).catch((cause) => {
    const message = `${file.packed.name} does not unpack to ${file.name}: ${cause.message}.`;
    throw new DatasetError("ERR_MNIST_FORMAT", message, { file: file.packed.name, cause });
  });
  if (file.sha256 !== undefined)
    verifyFile(file, { bytes: bytes.length, sha256: await sha256Hex(bytes) }, { file: file.packed.name });
  return bytes;
}
