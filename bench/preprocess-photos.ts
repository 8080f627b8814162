/**
 * Test images photographed by a simulated phone (bench/lib/phone-photo.ts), read and classified.
 *
 *   npx tsx bench/preprocess-photos.ts [--samples 10000] [--seed 1] [--model default]
 */
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { loadClassifier } from "@mnist/model";
import { phonePhoto } from "./lib/phone-photo.js";
import { classifyReadings, type Reading, readDigit } from "./lib/read-picture.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    model: { type: "string", default: "default" },
  },
});
const samples = Number(values.samples);
const { test } = await loadMnist();
const readings: Reading[] = [];
const refusals: Record<string, number> = {};
for (let n = 0; n < samples; n++) {
  const picture = await phonePhoto(test.images.subarray(n * 784, (n + 1) * 784), Number(values.seed), n);
  const reading = readDigit(picture);
  readings.push(reading);
  if ("refusal" in reading) refusals[reading.refusal] = (refusals[reading.refusal] ?? 0) + 1;
  if ((n + 1) % 1000 === 0) console.error(`${n + 1} of ${samples}`);
}
const classifier = await loadClassifier(values.model);
const predictions = await classifyReadings(classifier, readings);
await classifier.close();
const correct = predictions.filter((prediction, n) => prediction?.digit === test.labels[n]).length;
const result = {
  model: values.model,
  seed: Number(values.seed),
  samples,
  accuracy: correct / samples,
  refusals,
};
console.log(result);
await writeResult("preprocess-photos", result);
