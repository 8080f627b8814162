import { describe, expect, it } from "vitest";
import * as classifier from "./classifier.js";
import * as index from "./index.js";
import * as onnx from "./onnx/index.js";
import * as tfjs from "./tfjs/index.js";

type Anything = (...args: unknown[]) => unknown;

const functions = [index, classifier, onnx, tfjs]
  .flatMap((entry) => Object.entries(entry) as [string, unknown][])
  .filter((entry): entry is [string, Anything] => typeof entry[1] === "function")
  .filter(([, called]) => !/^class\b/.test(String(called)));

/** What a call throws, at once or when its result is waited for. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    const result = (await call()) as { close?: () => unknown } | undefined;
    await result?.close?.();
  } catch (error) {
    return error;
  }
}

const images = new Uint8Array(784);
const { fast } = index.presets;

describe("arguments that are missing", () => {
  it.each(functions)("%s: none at all", async (_, called) => {
    const error = await thrownBy(() => called());
    if (called.length > 0) expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_MNIST_/) });
  });

  it.each<[string, string, () => unknown]>([
    ["train", "data", () => (index.train as Anything)({})],
    ["train", "labels", () => (index.train as Anything)({ data: { images } })],
    ["train", "preset.recipe", () => (index.train as Anything)({ data: { images }, preset: {} })],
    [
      "train",
      "schedule",
      () => (index.train as Anything)({ data: { images }, recipe: { schedule: undefined } }),
    ],
    ["auditLabels", "data.labels", () => (index.auditLabels as Anything)({ data: { images } })],
    [
      "createArtifacts",
      "architecture.inputShape",
      () => index.createArtifacts({ ...fast.architecture, inputShape: [28, 28, -1] }, { seed: 0 }),
    ],
    [
      "evaluate",
      "samples",
      () => (index.evaluate as Anything)(index.createArtifacts(fast.architecture, { seed: 0 })),
    ],
    ["auditLabels", "data", () => (index.auditLabels as Anything)({})],
    ["createArtifacts", "options", () => (index.createArtifacts as Anything)(fast.architecture)],
    ["createArtifacts", "layers", () => (index.createArtifacts as Anything)({}, { seed: 0 })],
    ["findLearningRate", "preset", () => (index.findLearningRate as Anything)({ data: {} })],
    ["findLearningRate", "recipe", () => (index.findLearningRate as Anything)({ data: {}, preset: "fast" })],
    ["saveModel", "a model in memory", () => (index.saveModel as Anything)("folder")],
    ["loadPretrained", 'no pre-trained model "fast"', () => (classifier.loadPretrained as Anything)("fast")],
  ])("%s: %s", async (_, name, call) => {
    const refusal = {
      name: "ModelError",
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringContaining(name),
    };
    expect(await thrownBy(call)).toMatchObject(refusal);
  });

  it("Classifier: images", async () => {
    const opened = await classifier.loadClassifier("tiny");
    try {
      for (const call of [opened.predict, opened.probabilities] as Anything[]) {
        const error = await thrownBy(() => call.call(opened));
        expect(error).toMatchObject({
          code: "ERR_MNIST_ARGUMENT",
          message: expect.stringContaining("images"),
        });
      }
    } finally {
      await opened.close();
    }
  });
});
