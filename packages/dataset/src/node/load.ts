import { DEFAULT_TIMEOUT_MS, type Progress } from "../download/progress.js";
import { type DatasetError, refuse } from "../errors.js";
import { type AssembleOptions, createLoaders, type Source, type SourceName } from "../load.js";
import { datasetInfo } from "../registry/datasets.js";
import type { DatasetInfo, DatasetName } from "../registry/types.js";
import { cacheSource, defaultCacheDir } from "./cache.js";
import { dataDirSource } from "./data-dir.js";
import { embeddedSource } from "./embedded.js";
import { mirrorsSource } from "./mirrors.js";

/** Where files may come from, and how patiently. */
export interface SourceOptions {
  /**
   * A folder that has the files, unpacked or `.gz`. When it is given nothing else is asked: a file that is missing
   * there is an error, not a download.
   */
  dataDir?: string;
  /**
   * With `dataDir`: whether the files have to be the originals, byte for byte. Default: true. Without, unpacked idx
   * files of any number of samples will do.
   */
  verify?: boolean;
  /** The sources to ask, in order. Default: cache, embedded, mirrors. */
  sources?: readonly Exclude<SourceName, "dataDir">[];
  /** The folder downloads are kept in. Default: {@link defaultCacheDir}. */
  cacheDir?: string;
  /** Addresses of folders that have the packed files, asked instead of the registry's. */
  mirrors?: readonly string[];
  /** Never uses the network. Default: whether the environment variable `MNIST_OFFLINE` is set and not "0". */
  offline?: boolean;
  /** Gives a mirror up when in a period this long less than 1 KiB a second arrives. Default: 20,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** Told when the cache cannot be written; the data is loaded all the same. Default: `process.emitWarning`. */
  onWarning?(warning: DatasetError): void;
}

export interface LoadOptions extends SourceOptions, AssembleOptions {}

/** The sources that `options` allow, in the order they are asked. */
export function sourcesFor(info: DatasetInfo, options: SourceOptions): Source[] {
  if (options.dataDir !== undefined) return [dataDirSource(options.dataDir, options.verify ?? true)];
  const cacheDir = options.cacheDir ?? defaultCacheDir();
  const makers: Record<string, () => Source> = {
    cache: () => cacheSource(cacheDir, info),
    embedded: () => embeddedSource(info),
    mirrors: () =>
      mirrorsSource(info, {
        cacheDir,
        mirrors: options.mirrors,
        offline: options.offline ?? isOffline(process.env.MNIST_OFFLINE),
        timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        onProgress: options.onProgress,
        onWarning: options.onWarning ?? ((warning) => process.emitWarning(warning)),
      }),
  };
  return (options.sources ?? Object.keys(makers)).map((source) => {
    if (!Object.hasOwn(makers, source)) {
      const remedy = `Choose from ${Object.keys(makers).join(", ")}.`;
      refuse(`There is no source "${source}".`, { remedy });
    }
    return makers[source]();
  });
}

export const { loadMnist, loadDataset, loadSplit } = createLoaders<LoadOptions, DatasetName>(
  datasetInfo,
  sourcesFor,
);

/** Whether the environment variable asks for staying offline. */
export function isOffline(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
