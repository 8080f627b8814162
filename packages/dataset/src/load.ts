import { assembleSplit } from "./assemble.js";
import { DatasetError } from "./errors.js";
import type { DatasetInfo, FileInfo } from "./registry/types.js";
import type { Split } from "./split.js";

/** Where a file can come from. */
export interface Source {
  name: string;
  /**
   * The file's unpacked, verified bytes.
   *
   * @throws {DatasetError} when this source does not have it, or has it damaged
   */
  read(file: FileInfo): Promise<Uint8Array>;
}

/** A loaded data set: what is known of it, and its splits. */
export interface Dataset {
  info: DatasetInfo;
  train: Split;
  test: Split;
  /** All splits by name, "train" and "test" among them. */
  splits: Record<string, Split>;
}

/** Loads all splits of a data set, each file from the first of `sources` that has it whole. */
export async function loadSplits(info: DatasetInfo, sources: readonly Source[]): Promise<Dataset> {
  const reads = new Map<FileInfo, Promise<Uint8Array>>();
  const names = Object.keys(info.splits);
  for (const name of names) {
    for (const file of [info.splits[name].images, info.splits[name].labels]) {
      if (!reads.has(file)) reads.set(file, readFromFirst(sources, file, info));
    }
  }
  await Promise.all(reads.values());
  const splits: Record<string, Split> = {};
  for (const name of names) {
    const { images, labels } = info.splits[name];
    const files = { images: await reads.get(images)!, labels: await reads.get(labels)! };
    splits[name] = assembleSplit(info, name, files);
  }
  return { info, train: splits.train, test: splits.test, splits };
}

async function readFromFirst(
  sources: readonly Source[],
  file: FileInfo,
  info: DatasetInfo,
): Promise<Uint8Array> {
  const failures: Error[] = [];
  for (const source of sources) {
    try {
      return await source.read(file);
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
