import { downloadDataset } from "@mnist/dataset";
import type { Action } from "../../cli.js";
import type { SourceFlags } from "../../commands/dataset.js";
import { nameFrom, withDownloads } from "./sources.js";

/** `mnist dataset download`: fills the cache. */
export const download: Action<SourceFlags> = async (context, flags, operands) => {
  const names = operands.length > 0 ? operands.map((operand) => nameFrom([operand])) : [nameFrom([])];
  const answers: { dataset: string; files: string[] }[] = [];
  for (const dataset of names) {
    const files = await withDownloads(context, flags, (sources) => downloadDataset(dataset, sources));
    context.print([`${dataset} is in the cache:`, ...files.map((file) => `  ${file}`)].join("\n"));
    answers.push({ dataset, files });
  }
  context.printJson(answers);
};
