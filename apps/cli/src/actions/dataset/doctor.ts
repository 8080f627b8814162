import { DatasetError, doctor } from "@mnist/dataset";
import type { Action } from "../../cli.js";
import type { SourceFlags } from "../../commands/dataset.js";
import { withFlagNames } from "../../flag-names.js";
import { nameFrom, withDownloads } from "./sources.js";

/** `mnist dataset doctor`: which source works, and why the others do not; exit code 1 when the data cannot be had. */
export const diagnose: Action<SourceFlags> = async (context, flags, operands) => {
  const dataset = nameFrom(operands);
  const diagnoses = await withDownloads(context, flags, (sources) => doctor(dataset, sources));
  const lines = diagnoses.map(({ source, where, works, message, milliseconds }) => {
    const verdict = works ? "works " : "no    ";
    const finding = withFlagNames(message).replaceAll("\n", "\n       ");
    return `${verdict} ${source.padEnd(8)}  ${where}  (${milliseconds} ms)\n       ${finding}`;
  });
  context.print(lines.join("\n"));
  context.printJson({ dataset, diagnoses });
  const canLoad = diagnoses.some(({ works, provides }) => works && provides);
  if (!canLoad) throw new DatasetError("ERR_MNIST_UNAVAILABLE", `${dataset} cannot be had from any source.`);
};
