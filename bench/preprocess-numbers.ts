/**
 * Pictures of several test digits, in every kind that people have: how many are read completely right, in order.
 *
 *   npx tsx bench/preprocess-numbers.ts [--samples 40] [--seed 1] [--model default] [--kind NAME] [--show FOLDER]
 */
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { loadClassifier } from "@mnist/model/classifier";
import type { Picture } from "@mnist/preprocess";
import { Random } from "@mnist/random";
import sharp from "sharp";
import { type NumbersKind, numbers } from "./lib/kinds/numbers.js";
import { penWay, type Segment } from "./lib/kinds/pen.js";
import { readDigits } from "./lib/read-picture.js";
import { writeResult } from "./lib/results.js";

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    model: { type: "string", default: "default" },
    kind: { type: "string" },
    show: { type: "string" },
  },
});
const samples = Number(values.samples);
const { test } = await loadMnist();
const classifier = await loadClassifier(values.model);
const table: Record<string, { right: number; share: number }> = {};
for (const [name, kind] of Object.entries(numbers)) {
  if (values.kind === undefined || name.includes(values.kind)) table[name] = await measure(name, kind);
}
await classifier.close();
const shares = Object.values(table).map(({ share }) => share);
const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
console.table(table);
console.log(`read completely right, mean over kinds: ${(100 * mean).toFixed(1)} %`);
if (values.kind === undefined) {
  await writeResult("preprocess-numbers", {
    model: values.model,
    seed: Number(values.seed),
    samples,
    mean,
    table,
  });
}

async function measure(name: string, kind: NumbersKind) {
  let right = 0;
  for (let n = 0; n < samples; n++) {
    const random = new Random(Number(values.seed), name).lane(n);
    const { text, lines } = choose(kind, random);
    const picture = await kind.draw(lines, random);
    const reading = await readDigits(classifier, picture);
    if (reading === text) right++;
    else if (values.show)
      await show(picture, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}-${n}-is-${text}-read-${reading}`);
  }
  return { right, share: right / samples };
}

/** Lines of random test digits, and all of them as text. */
function choose({ digits: [least, most], lines: count }: NumbersKind, random: Random) {
  let text = "";
  const lines: Segment[][][] = [];
  for (let line = 0; line < count; line++) {
    const chosen = Array.from({ length: least + random.integer(most - least + 1) }, () =>
      random.integer(test.length),
    );
    text += chosen.map((i) => test.labels[i]).join("");
    lines.push(chosen.map((i) => penWay(test.images.subarray(i * 784, (i + 1) * 784))));
  }
  return { text, lines };
}

/** Keeps a misread picture, what it is and what it was taken for in its name. */
async function show({ data, width, height, channels }: Picture, name: string): Promise<void> {
  await mkdir(values.show as string, { recursive: true });
  await sharp(data, { raw: { width, height, channels: channels as 3 } }).toFile(`${values.show}/${name}.png`);
}
