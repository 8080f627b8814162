import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { loadSplit, type Split } from "@mnist/dataset";
import { type ExportFormat, exportFiles } from "@mnist/dataset/export";
import { datasetInfo } from "@mnist/dataset/registry";
import type { Action } from "../../cli.js";
import type { ExportOptions } from "../../commands/dataset.js";
import { createProgress } from "../../terminal/progress.js";
import { plural } from "../../terminal/text.js";
import { ensureWritableFolder } from "../output-folder.js";
import { named } from "../write-whole.js";
import { nameFrom, withDownloads } from "./sources.js";

/** `mnist dataset export`: writes a data set in another form. */
export const exportDataset: Action<ExportOptions> = async (context, options, operands) => {
  const dataset = nameFrom(operands);
  const { out, limit, format } = options;
  await ensureWritableFolder(out);
  const splits = await withDownloads(context, options, async (sources) => {
    const loaded: Split[] = [];
    for (const name of options.split ? [options.split] : ["train", "test"]) {
      loaded.push(await loadSplit(dataset, name, sources));
    }
    return loaded.map((split) => (limit === undefined ? split : split.slice(0, limit)));
  });
  const progress = createProgress(process.stderr, context.quiet);
  const samples = splits.reduce((sum, split) => sum + split.length, 0);
  let files = 0;
  try {
    for await (const { path, content } of exportFiles(datasetInfo(dataset), splits, format as ExportFormat)) {
      context.signal.throwIfAborted();
      await writeWholePieces(join(out, path), content, context.signal);
      files++;
      if (format === "png") progress.update({ label: "export", done: files, total: samples, unit: "files" });
    }
  } finally {
    progress.finish();
  }
  context.print(`${plural(samples, "sample")} of ${dataset} in ${plural(files, "file")}: ${out}`);
  context.printJson({ dataset, format, out, samples, files });
};

/** Writes a file piece by piece under a temporary name, so that a failure leaves no half of it. */
async function writeWholePieces(path: string, pieces: Iterable<Uint8Array | string>, signal: AbortSignal) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(temporary), { signal });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw named(error, path);
  }
}
