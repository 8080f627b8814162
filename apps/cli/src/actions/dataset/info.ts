import { type DatasetInfo, datasetInfo, datasets } from "@mnist/dataset/registry";
import type { Action } from "../../cli.js";
import { count } from "../../terminal/text.js";

/** `mnist dataset info`: all data sets, or everything about one. */
export const info: Action<object> = async (context, _options, [name]) => {
  if (name === undefined) {
    const all = Object.values(datasets);
    context.print(all.map((each) => `${each.name.padEnd(16)}  ${each.description}`).join("\n"));
    context.printJson(all);
    return;
  }
  const found = datasetInfo(name);
  context.print(describe(found));
  context.printJson(found);
};

function describe(dataset: DatasetInfo): string {
  const { title, description, homepage, license, citation, classNames, statistics, splits } = dataset;
  const lines = [
    `${title}: ${description}`,
    "",
    `classes   ${classNames.length}: ${classNames.join(", ")}`,
    ...Object.entries(splits).map(
      ([name, split]) =>
        `${name.padEnd(8)}  ${count(split.samples)} images of ${dataset.rows} x ${dataset.columns}`,
    ),
  ];
  if (statistics) {
    const { mean, standardDeviation } = statistics;
    lines.push(`pixels    mean ${mean}, standard deviation ${standardDeviation} (0 to 1, training images)`);
  }
  lines.push(`license   ${license}`, `homepage  ${homepage}`, `citation  ${citation}`, "", "files");
  const files = [...new Set(Object.values(splits).flatMap((split) => [split.images, split.labels]))];
  const width = Math.max(...files.map(({ name }) => name.length));
  for (const { name, bytes, packed } of files) {
    const packedBytes = packed.bytes === undefined ? "" : ` (packed: ${count(packed.bytes)})`;
    lines.push(`  ${name.padEnd(width)}  ${count(bytes).padStart(11)} bytes${packedBytes}`);
  }
  return lines.join("\n");
}
