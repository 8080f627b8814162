/**
 * Test digits in every kind of picture that people have: how many of each kind are read right, refused, or misread.
 *
 *   npx tsx bench/preprocess-kinds.ts [--samples 60] [--seed 1] [--model default] [--kind NAME] [--show FOLDER]
 */
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { loadClassifier } from "@mnist/model/classifier";
import { Random } from "@mnist/random";
import sharp from "sharp";
import { drawn, type Kind } from "./lib/kinds/drawn.js";
import { penWay } from "./lib/kinds/pen.js";
import { photographed } from "./lib/kinds/photographed.js";
import { classifyReadings, type Reading, readDigit } from "./lib/read-picture.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    model: { type: "string", default: "default" },
    kind: { type: "string" },
    show: { type: "string" },
  },
});
const samples = Number(values.samples);
const { test } = await loadMnist();
const digits = Array.from({ length: samples }, (_, n) => {
  const image = test.images.slice(n * 784, (n + 1) * 784);
  return { image, way: penWay(image) };
});
const classifier = await loadClassifier(values.model);
const table: Record<string, { right: number; refused: number; wrong: number }> = {};
for (const [name, kind] of Object.entries({ ...drawn, ...photographed })) {
  if (values.kind === undefined || name.includes(values.kind)) table[name] = await measure(name, kind);
}
await classifier.close();
const rows = Object.values(table);
const mean = rows.reduce((sum, { right }) => sum + right, 0) / rows.length / samples;
console.table(table);
console.log(`mean accuracy over kinds: ${(100 * mean).toFixed(2)} %`);
if (values.kind === undefined) {
  await writeResult("preprocess-kinds", {
    model: values.model,
    seed: Number(values.seed),
    samples,
    mean,
    table,
  });
}

async function measure(name: string, kind: Kind) {
  const readings: Reading[] = [];
  const random = new Random(Number(values.seed), name);
  for (const [n, digit] of digits.entries()) readings.push(readDigit(await kind(digit, random.lane(n))));
  const predictions = await classifyReadings(classifier, readings);
  const refused = predictions.filter((prediction) => prediction === undefined).length;
  const right = predictions.filter((prediction, n) => prediction?.digit === test.labels[n]).length;
  if (values.show) {
    for (const [n, prediction] of predictions.entries()) {
      if (prediction?.digit !== test.labels[n]) await show(name, kind, n, prediction?.digit);
    }
  }
  return { right, refused, wrong: samples - right - refused };
}

/** Keeps a misread picture, what it was taken for in its name, and the image that was made of it. */
async function show(name: string, kind: Kind, n: number, digit: number | undefined): Promise<void> {
  const folder = `${values.show}/${name.replaceAll(/[^a-z0-9]+/gi, "-")}`;
  await mkdir(folder, { recursive: true });
  const { data, width, height, channels } = await kind(
    digits[n],
    new Random(Number(values.seed), name).lane(n),
  );
  const file = `${folder}/${n}-is-${test.labels[n]}-read-${digit ?? "refused"}`;
  const raw = { width, height, channels: channels as 1 | 3 | 4 };
  await sharp(data, { raw }).toFile(`${file}.png`);
  const reading = readDigit({ data, width, height, channels });
  if (!("image" in reading)) return;
  const image = sharp(reading.image, { raw: { width: 28, height: 28, channels: 1 } });
  await image.resize(112, 112, { kernel: "nearest" }).toFile(`${file}-image.png`);
}
