/**
 * Errors on corrupted test images: shipped models beside a plain Keras-style network trained here without
 * augmentation.
 *
 *   npx tsx bench/robustness.ts [--models default,tiny,best] [--samples 10000] [--epochs 12]
 */
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { type Classifier, evaluate, loadClassifier, type Preset, train } from "@mnist/model";
import { Random } from "@mnist/random";
import { corrupt, corruptions } from "./lib/corruptions.js";
import { writeResult } from "./lib/results.js";
import { mean } from "./lib/statistics.js";

const { values } = parseArgs({
  options: {
    models: { type: "string", default: "default" },
    samples: { type: "string", default: "10000" },
    epochs: { type: "string", default: "12" },
  },
});

/** The network and recipe of the "Simple MNIST convnet" on keras.io. */
const keras: Preset = {
  name: "keras",
  description: "the simple MNIST convnet of keras.io",
  architecture: {
    layers: [
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu", initializer: "glorotUniform" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 64, kernelSize: 3, activation: "relu", initializer: "glorotUniform" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "flatten" },
      { kind: "dropout", rate: 0.5 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  recipe: {
    epochs: Number(values.epochs),
    batchSize: 128,
    optimizer: { name: "adam" },
    learningRate: 0.001,
    schedule: { kind: "constant" },
  },
};

const mnist = await loadMnist();
const test = mnist.test.slice(0, Number(values.samples));
const plain = await train({ data: mnist.train, preset: keras, seed: 1 });
const models: Record<string, Classifier> = { keras: await loadClassifier(plain.artifacts) };
for (const name of values.models.split(",")) models[name] = await loadClassifier(name);

const errors: Record<string, Record<string, number>> = {};
for (const name of ["clean", ...Object.keys(corruptions)]) {
  const images =
    name === "clean" ? test.images : corrupt(test.images, name, new Random(1, `corruption ${name}`));
  errors[name] = {};
  for (const [model, classifier] of Object.entries(models)) {
    const { accuracy } = await evaluate(classifier, { images, labels: test.labels });
    errors[name][model] = 1 - accuracy;
  }
}
for (const classifier of Object.values(models)) await classifier.close();

const means = Object.fromEntries(
  Object.keys(models).map((model) => [
    model,
    mean(Object.keys(corruptions).map((name) => errors[name][model])),
  ]),
);
const inPercent = (row: Record<string, number>) =>
  Object.fromEntries(Object.entries(row).map(([model, error]) => [model, (100 * error).toFixed(2)]));
console.log("Errors in % on corrupted test images:");
console.table({
  ...Object.fromEntries(Object.entries(errors).map(([name, row]) => [name, inPercent(row)])),
  "mean of corruptions": inPercent(means),
});
await writeResult("robustness", {
  samples: test.labels.length,
  keras: { seed: 1, epochs: Number(values.epochs) },
  errors,
  means,
});
