import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadMnist } from "@mnist/dataset";
import { toMnist } from "@mnist/preprocess";
import { readImage } from "@mnist/preprocess/node";
import { describe, expect, it } from "vitest";
import { loadClassifier } from "./classifier.js";
import { evaluate } from "./evaluate.js";
import { loadModel } from "./model-folder.js";
import { loadPretrained, pretrained } from "./pretrained.js";

describe("pre-trained models", () => {
  it.each(pretrained)("%s has the weights that its manifest was saved with", async (name) => {
    const { weightData } = await loadModel(fileURLToPath(new URL(`../pretrained/${name}`, import.meta.url)));
    expect((await loadPretrained(name)).weightData).toEqual(weightData);
  });

  it.each(pretrained)("%s scores on the test set what its model card says", async (name) => {
    const card = new URL(`../pretrained/${name}/scores.json`, import.meta.url);
    const { accuracy, loss } = JSON.parse(readFileSync(card, "utf8"));
    const { test } = await loadMnist();
    const classifier = await loadClassifier(name, { deterministic: true });
    const scores = await evaluate(classifier, test);
    await classifier.close();
    expect(scores.accuracy).toBeCloseTo(accuracy, 3);
    expect(scores.loss).toBeCloseTo(loss, 3);
  });

  // In 8,000 parameters there is no room for letters, too: tiny reads digits worse that has learned to refuse them.
  it.each(["default", "best"] as const)(
    "%s takes letters for no digits, and hardly a digit for a letter",
    async (name) => {
      const classifier = await loadClassifier(name, { threads: 1 });
      const images = await Promise.all(Object.values(letters).map(drawn));
      const predictions = await classifier.predict(Buffer.concat(images));
      const taken = Object.keys(letters).filter((_, i) => predictions[i].isDigit);
      const { test } = await loadMnist();
      const refused = (await classifier.predict(test.images)).filter(({ isDigit }) => !isDigit);
      await classifier.close();
      expect(taken).toEqual([]);
      expect(refused.length).toBeLessThan(0.01 * test.length);
    },
  );
});

/** Strokes of a pen, as paths of SVG in a square of 100 x 100. */
const letters = {
  E: "M72 20H32V80H72M32 50H64",
  H: "M28 20V80M72 20V80M28 50H72",
  K: "M30 20V80M70 20L30 52L72 80",
  M: "M22 80V20L50 62L78 20V80",
  N: "M28 80V20L72 80V20",
  R: "M30 80V20H52Q72 20 72 36Q72 52 52 52H30M48 52L72 80",
  W: "M18 20L34 80L50 34L66 80L82 20",
  X: "M28 20L72 80M72 20L28 80",
};

async function drawn(path: string): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200" viewBox="0 0 100 100">
    <rect width="100" height="100" fill="white"/>
    <path d="${path}" fill="none" stroke="black" stroke-width="7" stroke-linecap="round"/>
  </svg>`;
  return toMnist(await readImage(Buffer.from(svg), { svg: true }));
}
