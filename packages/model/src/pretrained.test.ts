import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadMnist } from "@mnist/dataset";
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
});
