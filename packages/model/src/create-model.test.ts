import { tmpdir } from "node:os";
import { join } from "node:path";
// A backend that has to be waited for, and goes before the one that createModel brings.
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { loadClassifier } from "./classifier.js";
import { createArtifacts } from "./create-artifacts.js";
import { createModel, modelArtifacts } from "./create-model.js";
import { evaluate } from "./evaluate.js";
import { createExecutor } from "./executors.js";
import { saveModel } from "./model-folder.js";
import { toOnnx } from "./onnx/index.js";
import { presets } from "./presets/index.js";
import { weightsByName } from "./test-weights.js";
import { train } from "./train.js";

const images = Uint8Array.from({ length: 20 * 784 }, (_, i) => (i * 31) % 256);
const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 10);

describe("createModel", () => {
  it("gives the preset's network with the seed's weights", async () => {
    const model = await createModel("tiny", { seed: 7 });
    expect(model).toBeInstanceOf(layers.LayersModel);
    const expected = createArtifacts(presets.tiny.architecture, { seed: 7 });
    expect(weightsByName(await modelArtifacts(model))).toEqual(weightsByName(expected));
  });

  it("refuses an unknown preset", async () => {
    await expect(createModel("huge" as "best")).rejects.toMatchObject({ code: "ERR_MNIST_ARGUMENT" });
  });
});

describe("modelArtifacts", () => {
  it("is named where a tf.LayersModel or a name is taken for artifacts", async () => {
    const model = (await createModel("fast")) as never;
    const calls: [string, (wrong: never) => unknown][] = [
      ["createExecutor", (wrong) => createExecutor(wrong)],
      ["evaluate", (wrong) => evaluate(wrong, { images, labels })],
      ["loadClassifier", (wrong) => loadClassifier(wrong)],
      ["saveModel", (wrong) => saveModel(join(tmpdir(), "mnist-none"), wrong)],
      ["toOnnx", async (wrong) => toOnnx(wrong)],
    ];
    for (const [name, call] of calls) {
      await expect(call(model), name).rejects.toMatchObject({
        code: "ERR_MNIST_ARGUMENT",
        message: expect.stringContaining("modelArtifacts"),
      });
      if (name === "loadClassifier") continue;
      await expect(call("tiny" as never), name).rejects.toMatchObject({
        code: "ERR_MNIST_ARGUMENT",
        message: expect.stringContaining('openModel("tiny")'),
      });
    }
  });

  it("makes a network of one's own run and train here", async () => {
    const own = layers.sequential({
      layers: [
        layers.layers.conv2d({ inputShape: [28, 28, 1], filters: 3, kernelSize: 5, activation: "relu" }),
        layers.layers.maxPooling2d({ poolSize: 4 }),
        layers.layers.flatten(),
        layers.layers.dense({ units: 10, activation: "softmax" }),
      ],
    });
    const executor = await createExecutor(await modelArtifacts(own), { threads: 1 });
    const ours = await executor.predict(images);
    await executor.close();
    const input = tf.tensor(
      Float32Array.from(images, (v) => v / 255),
      [20, 28, 28, 1],
    );
    const theirs = (own.predict(input) as tf.Tensor).dataSync();
    ours.forEach((probability, i) => {
      expect(Math.abs(probability - theirs[i])).toBeLessThanOrEqual(1e-5);
    });
    const { artifacts, history } = await train({
      data: { images, labels },
      model: own,
      preset: "fast",
      epochs: 3,
      threads: 1,
    });
    expect(artifacts.weightSpecs.map(({ shape }) => shape)).toEqual(own.weights.map(({ shape }) => shape));
    expect(history).toHaveLength(3);
  });
});
