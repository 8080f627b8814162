import { loadSplit } from "@mnist/dataset";
import { drawSamples } from "@mnist/dataset/terminal";
import { auditLabels } from "@mnist/model";
import type { Action } from "../../cli.js";
import type { AuditOptions } from "../../commands/dataset.js";
import { count } from "../../terminal/text.js";
import { nameFrom, withDownloads } from "./sources.js";

const DEFAULT_WIDTH = 120;

/** `mnist dataset audit`: samples whose label networks that never saw them do not believe, for people to look at. */
export const audit: Action<AuditOptions> = async (context, options, operands) => {
  const dataset = nameFrom(operands);
  const { split: name, limit, count: shown } = options;
  const load = async (split: string) => {
    const whole = await withDownloads(context, options, (sources) => loadSplit(dataset, split, sources));
    return whole.slice(0, limit);
  };
  const data = await load("train");
  const judged = name === "train" ? undefined : await load(name);
  const split = judged ?? data;
  const { folds, seed, threads } = options;
  context.note(
    judged
      ? `Training a network on ${count(data.length)} images to judge the other ${count(judged.length)}.`
      : `Training ${folds} networks, each on all but its share of the ${count(data.length)} images.`,
  );
  const suspects = await auditLabels({ data, judged, folds, seed, threads, signal: context.signal });

  context.print(
    `Suspect labels in ${dataset}, ${name}: ${count(suspects.length)} of ${count(split.length)}.`,
  );
  const first = suspects.slice(0, shown);
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  const samples = split.subset(first.map(({ index }) => index));
  if (first.length > 0) context.print(drawSamples(samples, { width, color: context.color }));
  for (const { index, label, suggested } of first) {
    context.print(
      `image ${index} is labeled ${split.classNames[label]}; it looks like ${split.classNames[suggested]}`,
    );
  }
  const rest = suspects.length - first.length;
  if (rest > 0) context.print(`${count(rest)} more: raise --count, or list all with --json.`);
  context.printJson({ dataset, split: name, samples: split.length, suspects });
};
