import type { DatasetName, SourceOptions } from "@mnist/dataset";
import { datasetInfo } from "@mnist/dataset/registry";
import type { SourceFlags } from "../../commands/dataset.js";
import type { Context } from "../../context.js";
import { createProgress } from "../../terminal/progress.js";

/**
 * The data set a command is about: the one named, or MNIST.
 *
 * @throws {DatasetError} when there is none of that name
 */
export function nameFrom(operands: readonly string[]): DatasetName {
  return datasetInfo(operands[0] ?? "mnist").name as DatasetName;
}

/** Runs `work` with the sources the flags name, showing downloads as they come. */
export async function withDownloads<T>(
  context: Context,
  flags: SourceFlags,
  work: (sources: SourceOptions) => Promise<T>,
): Promise<T> {
  const progress = createProgress(process.stderr, context.quiet);
  const received = new Map<string, { done: number; total: number }>();
  try {
    return await work({
      dataDir: flags.dataDir,
      cacheDir: flags.cacheDir,
      mirrors: flags.mirror,
      offline: flags.offline,
      signal: context.signal,
      onWarning(warning) {
        progress.finish(); // a bar would be drawn over it
        context.note(warning.message);
      },
      onProgress({ dataset, file, receivedBytes, totalBytes }) {
        received.set(file, { done: receivedBytes, total: Math.max(totalBytes ?? 0, receivedBytes) });
        const files = [...received.values()];
        progress.update({
          label: `download ${dataset}`,
          done: Math.round(files.reduce((sum, { done }) => sum + done, 0) / 1000),
          total: Math.round(files.reduce((sum, { total }) => sum + total, 0) / 1000),
          unit: "kB",
        });
      },
    });
  } finally {
    progress.finish();
  }
}
