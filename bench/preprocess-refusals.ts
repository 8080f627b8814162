/**
 * Blank paper, scribbles and text: how many are refused, called "not a digit" by the classifier, or read as a
 * digit, and how many of those with a confidence above 0.9.
 *
 *   npx tsx bench/preprocess-refusals.ts [--samples 200] [--seed 1] [--model default]
 */
import { parseArgs } from "node:util";
import { loadClassifier } from "@mnist/model";
import { notDigitPictures } from "./lib/not-digit-pictures.js";
import { classifyReadings, readDigit } from "./lib/read-picture.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    model: { type: "string", default: "default" },
  },
});
const classifier = await loadClassifier(values.model);
const table: Record<string, Record<string, number>> = {};
for (const [kind, pictures] of Object.entries(
  await notDigitPictures(Number(values.samples), Number(values.seed)),
)) {
  const readings = pictures.map(readDigit);
  const predictions = await classifyReadings(classifier, readings);
  const read = predictions.filter((prediction) => prediction?.isDigit);
  table[kind] = {
    refused: readings.filter((reading) => "refusal" in reading).length,
    "not a digit": predictions.filter((prediction) => prediction && !prediction.isDigit).length,
    "a digit": read.length,
    "confidence > 0.9": read.filter((prediction) => prediction && prediction.confidence > 0.9).length,
  };
}
await classifier.close();
console.table(table);
await writeResult("preprocess-refusals", { model: values.model, samples: Number(values.samples), table });
