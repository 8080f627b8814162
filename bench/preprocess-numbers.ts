/**
 * Pictures of several test digits, in every kind that people have: how many are read completely right, in order.
 *
 *   npx tsx bench/preprocess-numbers.ts [--samples 40] [--seed 1] [--model default] [--kind NAME] [--show FOLDER]
 */
import { loadMnist } from "@mnist/dataset";
import { loadClassifier } from "@mnist/model/classifier";
import { Random } from "@mnist/random";
import { fileName, keepPicture, kindFlags } from "./lib/kinds/command.js";
import { type NumbersKind, numbers } from "./lib/kinds/numbers.js";
import { penWay, type Segment } from "./lib/kinds/pen.js";
import { readDigits } from "./lib/read-picture.js";
import { writeResult } from "./lib/results.js";
import { mean } from "./lib/statistics.js";

const { samples, seed, model, kind: wanted, show } = kindFlags(40);
const { test } = await loadMnist();
const classifier = await loadClassifier(model);
const table: Record<string, { right: number; share: number }> = {};
for (const [name, kind] of Object.entries(numbers)) {
  if (wanted === undefined || name.includes(wanted)) table[name] = await measure(name, kind);
}
await classifier.close();
const overall = mean(Object.values(table).map(({ share }) => share));
console.table(table);
console.log(`read completely right, mean over kinds: ${(100 * overall).toFixed(1)} %`);
if (wanted === undefined) {
  await writeResult("preprocess-numbers", { model, seed, samples, mean: overall, table });
}

async function measure(name: string, kind: NumbersKind) {
  let right = 0;
  for (let n = 0; n < samples; n++) {
    const random = new Random(seed, name).lane(n);
    const { text, lines } = choose(kind, random);
    const picture = await kind.draw(lines, random);
    const reading = await readDigits(classifier, picture);
    if (reading === text) right++;
    else if (show) await keepPicture(picture, show, `${fileName(name)}-${n}-is-${text}-read-${reading}`);
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
