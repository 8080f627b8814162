import { filesOf, readAll } from "../load.js";
import { datasetInfo } from "../registry/datasets.js";
import type { DatasetInfo, DatasetName } from "../registry/types.js";
import { cachePath, defaultCacheDir } from "./cache.js";
import { type SourceOptions, sourcesFor } from "./load.js";

/** What {@link downloadDataset} takes. */
export type DownloadDatasetOptions = Pick<
  SourceOptions,
  "cacheDir" | "mirrors" | "offline" | "timeoutMs" | "signal" | "onProgress"
>;

/**
 * Fills the cache with a data set's files, those that are there and sound already left alone.
 *
 * @returns the paths of the files
 * @throws {DatasetError} when a mirror cannot give a file, or the cache cannot be written
 */
export async function downloadDataset(
  dataset: DatasetName | DatasetInfo,
  options: DownloadDatasetOptions = {},
): Promise<string[]> {
  const info = datasetInfo(dataset);
  const cacheDir = options.cacheDir ?? defaultCacheDir();
  const files = filesOf(info);
  const sources = sourcesFor(info, {
    ...options,
    cacheDir,
    sources: ["cache", "mirrors"],
    onWarning(error) {
      throw error; // Here the cache is the purpose.
    },
  });
  await readAll(files, info, sources, options.signal);
  return files.map((file) => cachePath(cacheDir, info, file));
}
