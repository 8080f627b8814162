/**
 * Test digits in every kind of picture that people have: how many of each kind are read right, refused, or misread.
 *
 *   npx tsx bench/preprocess-kinds.ts [--samples 60] [--seed 1] [--model default] [--kind NAME] [--show FOLDER]
 */
import { loadMnist } from "@mnist/dataset";
import { loadClassifier } from "@mnist/model/classifier";
import { Random } from "@mnist/random";
import sharp from "sharp";
import { fileName, keepPicture, kindFlags } from "./lib/kinds/command.js";
import { drawn, type Kind } from "./lib/kinds/drawn.js";
import { penWay } from "./lib/kinds/pen.js";
import { photographed } from "./lib/kinds/photographed.js";
import { classifyReadings, type Reading, readDigit } from "./lib/read-picture.js";
import { writeResult } from "./lib/results.js";
import { mean } from "./lib/statistics.js";

const { samples, seed, model, kind: wanted, show } = kindFlags(60);
const { test } = await loadMnist();
const digits = Array.from({ length: samples }, (_, n) => {
  const image = test.images.slice(n * 784, (n + 1) * 784);
  return { image, way: penWay(image) };
});
const classifier = await loadClassifier(model);
const table: Record<string, { right: number; refused: number; wrong: number }> = {};
for (const [name, kind] of Object.entries({ ...drawn, ...photographed })) {
  if (wanted === undefined || name.includes(wanted)) table[name] = await measure(name, kind);
}
await classifier.close();
const overall = mean(Object.values(table).map(({ right }) => right)) / samples;
console.table(table);
console.log(`mean accuracy over kinds: ${(100 * overall).toFixed(2)} %`);
if (wanted === undefined) {
  await writeResult("preprocess-kinds", { model, seed, samples, mean: overall, table });
}

async function measure(name: string, kind: Kind) {
  const readings: Reading[] = [];
  const random = new Random(seed, name);
  for (const [n, digit] of digits.entries()) readings.push(readDigit(await kind(digit, random.lane(n))));
  const predictions = await classifyReadings(classifier, readings);
  const refused = predictions.filter((prediction) => prediction === undefined).length;
  const right = predictions.filter((prediction, n) => prediction?.digit === test.labels[n]).length;
  if (show) {
    for (const [n, prediction] of predictions.entries()) {
      if (prediction?.digit !== test.labels[n])
        await keepMisread(`${show}/${fileName(name)}`, name, kind, n, prediction?.digit);
    }
  }
  return { right, refused, wrong: samples - right - refused };
}

/** Keeps a misread picture, what it was taken for in its name, and the image that was made of it. */
async function keepMisread(folder: string, name: string, kind: Kind, n: number, digit: number | undefined) {
  const picture = await kind(digits[n], new Random(seed, name).lane(n));
  const file = `${n}-is-${test.labels[n]}-read-${digit ?? "refused"}`;
  await keepPicture(picture, folder, file);
  const reading = readDigit(picture);
  if (!("image" in reading)) return;
  const image = sharp(reading.image, { raw: { width: 28, height: 28, channels: 1 } });
  await image.resize(112, 112, { kernel: "nearest" }).toFile(`${folder}/${file}-image.png`);
}
