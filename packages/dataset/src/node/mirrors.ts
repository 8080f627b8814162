import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressesOf } from "../download/address.js";
import type { Progress } from "../download/progress.js";
import { DatasetError } from "../errors.js";
import type { Source } from "../load.js";
import type { DatasetInfo, FileInfo } from "../registry/types.js";
import { verifyFile } from "../verify.js";
import { cachePath, readCached, writeCached } from "./cache.js";
import { removeAbandoned } from "./disk.js";
import { withLock } from "./lock.js";
import { type DownloadOptions, downloadPacked } from "./part.js";
import { type Unpacked, unpack } from "./unpack.js";

export interface MirrorsOptions {
  cacheDir: string;
  /** Addresses of folders that have the packed files, asked instead of the registry's. */
  mirrors?: readonly string[];
  offline: boolean;
  timeoutMs: number;
  onProgress?(progress: Progress): void;
  /** Told when the cache cannot be written; the data is loaded all the same. */
  onWarning(warning: DatasetError): void;
}

/** The mirrors: downloads a file into the cache, one process at a time, and gives its bytes. */
export function mirrorsSource(info: DatasetInfo, options: MirrorsOptions): Source {
  return {
    name: "mirrors",
    async read(file, signal) {
      if (options.offline) {
        throw new DatasetError("ERR_MNIST_OFFLINE", `${file.packed.name} was not downloaded: offline.`, {
          file: file.packed.name,
          remedy: "Unset MNIST_OFFLINE or the option offline, or give a folder that has the file (dataDir).",
        });
      }
      const download = { ...options, signal };
      try {
        return await downloadIntoCache(info, file, download);
      } catch (error) {
        if (!isDiskError(error)) throw error;
        options.onWarning(error);
        return await downloadWithoutCache(info, file, download);
      }
    },
  };
}

type Download = MirrorsOptions & { signal: AbortSignal };

async function downloadIntoCache(info: DatasetInfo, file: FileInfo, options: Download): Promise<Uint8Array> {
  const path = cachePath(options.cacheDir, info, file);
  return withLock(`${path}.lock`, options.signal, async () => {
    const cached = await readCached(path, file, options.signal).catch((error) => {
      if (options.signal.aborted) throw error; // Otherwise: another process has not been here first.
    });
    if (cached) return cached;
    await removeAbandoned(path);
    const unpacked = await downloadAndUnpack(info, file, options.cacheDir, options);
    try {
      await writeCached(path, file, unpacked);
    } catch (error) {
      if (!isDiskError(error)) throw error;
      options.onWarning(error);
    }
    return unpacked.content;
  });
}

/** For a cache that cannot be written: by way of the system's folder for temporary files. */
async function downloadWithoutCache(
  info: DatasetInfo,
  file: FileInfo,
  options: Download,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "mnist-"));
  try {
    return (await downloadAndUnpack(info, file, folder, options)).content;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function downloadAndUnpack(
  info: DatasetInfo,
  file: FileInfo,
  folder: string,
  options: Download,
): Promise<Unpacked> {
  const { packed } = file;
  const download: DownloadOptions = {
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    onBytes: (mirror, receivedBytes, totalBytes) =>
      options.onProgress?.({ dataset: info.name, file: packed.name, mirror, receivedBytes, totalBytes }),
  };
  const addresses = addressesOf(file, options.mirrors);
  // An archive is kept, for the files of other data sets in it; a file of its own has done its duty once unpacked.
  const path = packed.entry ? join(folder, packed.name) : join(folder, info.name, `${packed.name}.part`);
  if (packed.entry) {
    await withLock(`${path}.lock`, options.signal, () => downloadPacked(file, path, addresses, download));
  } else {
    await downloadPacked(file, path, addresses, download);
  }
  const unpacked = await unpack(path, file, options.signal);
  verifyFile(file, unpacked, { file: path, remedy: "The mirror's file is not the one expected: report it." });
  if (!packed.entry) await rm(path, { force: true });
  return unpacked;
}

function isDiskError(error: unknown): error is DatasetError {
  return error instanceof DatasetError && error.code === "ERR_MNIST_DISK";
}
