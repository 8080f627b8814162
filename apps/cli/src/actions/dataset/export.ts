import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadSplit, type Split } from "@mnist/dataset";
import { type ExportFormat, exportFiles } from "@mnist/dataset/export";
import { datasetInfo } from "@mnist/dataset/registry";
import type { Action } from "../../cli.js";
import type { ExportOptions } from "../../commands/dataset.js";
import { createProgress } from "../../terminal/progress.js";
import { plural } from "../../terminal/text.js";
import { ensureWritableFolder } from "../output-folder.js";
import { writeWhole } from "../write-whole.js";
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
      const file = join(out, path);
      await mkdir(dirname(file), { recursive: true });
      await writeWhole(file, content, context.signal);
      files++;
      if (format === "png") progress.update({ label: "export", done: files, total: samples, unit: "files" });
    }
  } finally {
    progress.finish();
  }
  context.print(`${plural(samples, "sample")} of ${dataset} in ${plural(files, "file")}: ${out}`);
  context.printJson({ dataset, format, out, samples, files });
};
