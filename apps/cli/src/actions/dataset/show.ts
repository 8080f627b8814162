import { loadSplit, shuffledOrder } from "@mnist/dataset";
import { drawSamples } from "@mnist/dataset/terminal";
import type { Action } from "../../cli.js";
import type { ShowOptions } from "../../commands/dataset.js";
import { UsageError } from "../../errors.js";
import { nameFrom, withDownloads } from "./sources.js";

const DEFAULT_WIDTH = 120;

/** `mnist dataset show`: draws samples in the terminal. */
export const show: Action<ShowOptions> = async (context, options, operands) => {
  const dataset = nameFrom(operands);
  const { label, index, seed, count, split: name } = options;
  const split = await withDownloads(context, options, (sources) => loadSplit(dataset, name, sources));
  const candidates =
    index !== undefined
      ? [index]
      : [...shuffledOrder(split.length, seed)].filter((i) => label === undefined || split.label(i) === label);
  if (candidates.length === 0) {
    throw new UsageError(
      `no sample of ${dataset} (${name}) has the label ${label}; see mnist dataset info ${dataset}`,
    );
  }
  const indices = candidates.slice(0, count);
  const samples = split.subset(indices);
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  context.print(drawSamples(samples, { width, color: context.color }));
  context.printJson(indices.map((i) => ({ index: i, label: split.label(i), pixels: [...split.image(i)] })));
};
