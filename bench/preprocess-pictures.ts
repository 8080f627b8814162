/**
 * Real pictures with labels: a folder with `labels.tsv` (file, digits left to right, kind, source).
 *
 *   npx tsx bench/preprocess-pictures.ts FOLDER [--model default] [--verbose]
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadClassifier } from "@mnist/model";
import { readImage } from "@mnist/preprocess/node";
import { readDigit, readDigits } from "./lib/read-picture.js";
import { writeResult } from "./lib/results.js";

const { values, positionals } = parseArgs({
  options: { model: { type: "string", default: "default" }, verbose: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [folder] = positionals;
if (!folder) throw new Error("name the folder with the pictures and their labels.tsv");
const table = await readFile(join(folder, "labels.tsv"), "utf8");
const rows = table
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"));
const classifier = await loadClassifier(values.model);

/** The digits of a picture as text, or the code of the refusal. */
async function read(file: string, several: boolean): Promise<string> {
  const picture = await readImage(join(folder, file));
  if (!several) {
    const reading = readDigit(picture);
    if ("refusal" in reading) return reading.refusal;
    return String((await classifier.predict(reading.image))[0].digit);
  }
  return readDigits(classifier, picture);
}

const groups: Record<string, { pictures: number; right: number; share: number }> = {};
for (const [file, label, kind] of rows) {
  const text = await read(file, label.length > 1);
  for (const name of [file.split("/")[0], label.length > 1 ? "all multiple" : "all single", kind]) {
    groups[name] ??= { pictures: 0, right: 0, share: 0 };
    const group = groups[name];
    group.pictures++;
    if (text === label) group.right++;
    group.share = group.right / group.pictures;
  }
  if (text !== label && values.verbose) console.log(`${file}: ${label} read as ${text}`);
}
await classifier.close();
console.table(groups);
await writeResult("preprocess-pictures", { model: values.model, groups });
