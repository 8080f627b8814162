import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelArtifacts } from "./artifacts.js";
import { loadClassifier } from "./classifier.js";
import { createArtifacts } from "./create-artifacts.js";
import { evaluate } from "./evaluate.js";
import { createExecutor } from "./executors.js";
import { saveModel } from "./model-folder.js";
import { presets } from "./presets/index.js";

const model = createArtifacts(presets.tiny.architecture, { seed: 2 });
const images = Uint8Array.from({ length: 3 * 784 }, (_, i) => (i * 37) % 256);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-classifier-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Opens a model on one thread, asks, and closes it. */
async function predict(artifacts: string | ModelArtifacts) {
  const classifier = await loadClassifier(artifacts, { threads: 1 });
  try {
    return await classifier.predict(images);
  } finally {
    await classifier.close();
  }
}

describe("loadClassifier", () => {
  it("averages the answers of several models", async () => {
    const { test } = await loadMnist();
    const some = test.images.subarray(0, 200 * 784);
    const ask = async (...args: Parameters<typeof loadClassifier>) => {
      const classifier = await loadClassifier(...args);
      const probabilities = await classifier.probabilities(some);
      await classifier.close();
      return { probabilities, metadata: classifier.metadata };
    };
    const [tiny, best] = [await ask("tiny"), await ask("best")];
    const both = await ask(["tiny", "best"]);
    for (const [i, probability] of both.probabilities.entries()) {
      expect(probability).toBeCloseTo((tiny.probabilities[i] + best.probabilities[i]) / 2, 6);
    }
    expect(both.metadata).toEqual({ models: [tiny.metadata, best.metadata] });
    expect(await ask(["tiny"])).toEqual(tiny);
  });

  it("averages views of an image with test-time augmentation, the same ones every time", async () => {
    const { test } = await loadMnist();
    const some = test.slice(0, 300);
    const classifier = await loadClassifier("tiny", { testTimeAugmentation: true });
    const { probabilities, accuracy } = await evaluate(classifier, some);
    expect(accuracy).toBeGreaterThan(0.97);
    expect(await classifier.probabilities(some.images)).toEqual(probabilities);
    const one = await classifier.probabilities(some.images.subarray(7 * 784, 8 * 784));
    expect(one).toEqual(probabilities.slice(70, 80));
    await classifier.close();
    const plain = await loadClassifier("tiny");
    expect(await plain.probabilities(some.images)).not.toEqual(probabilities);
    await plain.close();
  });

  it("reads few images on the calling thread and many with workers, to the same bits", async () => {
    const { test } = await loadMnist();
    const all = test.images.subarray(0, 600 * 784);
    const classifier = await loadClassifier("tiny", { threads: 2 });
    const few = await classifier.probabilities(all.subarray(0, 100 * 784));
    const many = await classifier.probabilities(all);
    expect(many.slice(0, 1000)).toEqual(few);
    expect(await classifier.probabilities(all.subarray(0, 100 * 784))).toEqual(few);
    await classifier.close();
  });

  it("answers nothing any more when it is closed, few images or many", async () => {
    const classifier = await loadClassifier("tiny");
    await classifier.close();
    for (const count of [1, 300]) {
      const images = new Uint8Array(count * 784);
      await expect(classifier.predict(images), `${count}`).rejects.toMatchObject({ code: "ERR_MNIST_STATE" });
    }
  });

  it("reads many images on the calling thread where there may be no workers", async () => {
    const permissions = process.allowedNodeEnvironmentFlags.has("--permission")
      ? "--permission"
      : "--experimental-permission";
    const script = `
      const { loadClassifier } = await import(${JSON.stringify(new URL("../dist/classifier.js", import.meta.url))});
      const classifier = await loadClassifier("tiny", { threads: 2 });
      const many = await classifier.predict(new Uint8Array(300 * 784));
      const [one] = await classifier.predict(new Uint8Array(784));
      await classifier.close();
      console.log(JSON.stringify([many.length, one.digit === many[299].digit]));`;
    const args = [permissions, "--allow-fs-read=*", "--no-warnings", "--input-type=module", "-e", script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(JSON.parse(stdout)).toEqual([300, true]);
  });

  it("answers about the images as they were when it was asked", async () => {
    const { test } = await loadMnist();
    const classifier = await loadClassifier("tiny");
    // A slice of a Buffer would be no copy.
    for (const reused of [new Uint8Array(784), Buffer.alloc(784)]) {
      const answers = [];
      for (let i = 0; i < 20; i++) {
        reused.set(test.image(i));
        answers.push(classifier.predict(reused));
      }
      reused.fill(0);
      const digits = (await Promise.all(answers)).map(([{ digit }]) => digit);
      expect(digits).toEqual([...test.labels.subarray(0, 20)]);
    }
    await classifier.close();
  });

  it("refuses images that are no bytes", async () => {
    for (const testTimeAugmentation of [false, true]) {
      const classifier = await loadClassifier("tiny", { testTimeAugmentation });
      const floats = new Float32Array(784) as unknown as Uint8Array;
      await expect(evaluate(classifier, { images: floats, labels: new Uint8Array(1) })).rejects.toMatchObject(
        {
          code: "ERR_MNIST_ARGUMENT",
          message: expect.stringMatching(/images.*Float32Array/),
        },
      );
      await expect(classifier.predict(floats)).rejects.toMatchObject({
        code: "ERR_MNIST_ARGUMENT",
        message: expect.stringMatching(/Uint8Array.*Float32Array/),
      });
      await classifier.close();
    }
  });

  it("refuses an option that it does not know", async () => {
    await expect(loadClassifier("tiny", { testTimeAugmentaton: true } as object)).rejects.toMatchObject({
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringMatching(/no "testTimeAugmentaton".*testTimeAugmentation/),
    });
  });

  it("refuses a model that is no classifier", async () => {
    const features = createArtifacts(
      { layers: [{ kind: "conv2d", filters: 3, kernelSize: 3 }] },
      { seed: 1 },
    );
    await expect(loadClassifier(features)).rejects.toMatchObject({
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringContaining("[26,26,3]"),
    });
  });

  it("refuses models that cannot be averaged", async () => {
    const layers = presets.tiny.architecture.layers.slice(0, -1);
    const eleven = createArtifacts({ layers: [...layers, { kind: "dense", units: 11 }] }, { seed: 2 });
    const small = createArtifacts(
      { inputShape: [8, 8, 1], layers: [{ kind: "flatten" }, { kind: "dense", units: 10 }] },
      { seed: 2 },
    );
    const code = "ERR_MNIST_ARGUMENT";
    await expect(loadClassifier([])).rejects.toMatchObject({ code });
    await expect(loadClassifier([model, eleven])).rejects.toMatchObject({ code });
    await expect(loadClassifier([model, small])).rejects.toMatchObject({ code });
    await expect(loadClassifier(small, { testTimeAugmentation: true })).rejects.toMatchObject({ code });
    await expect(loadClassifier("tiny", { threads: 0 })).rejects.toMatchObject({ code });
  });

  it("gives digit, confidence and probabilities that belong together", async () => {
    for (const { digit, confidence, probabilities, isDigit } of await predict(model)) {
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
      expect(confidence).toBe(Math.max(...probabilities));
      expect(probabilities[digit]).toBe(confidence);
      expect(isDigit).toBe(true);
    }
  });

  it("opens a folder and applies its calibration", async () => {
    await saveModel(folder, model, { calibration: { temperature: 1e6, threshold: 1e6 } });
    for (const { probabilities, isDigit, confidence } of await predict(folder)) {
      for (const probability of probabilities) expect(probability).toBeCloseTo(0.1, 4);
      expect(isDigit).toBe(false);
      expect(confidence).toBeLessThan(1e-6);
    }
  });

  it("takes one output more for what is not a digit", async () => {
    const layers = presets.tiny.architecture.layers.slice(0, -1);
    const eleven = createArtifacts(
      { layers: [...layers, { kind: "dense", units: 11, activation: "softmax" }] },
      { seed: 2 },
    );
    const calibration = { classes: 10, temperature: 1, threshold: 0, slope: 1 };
    const ten = await predict({ ...eleven, userDefinedMetadata: { calibration } });
    const all = await predict(eleven);
    ten.forEach(({ probabilities, confidence, digit }, i) => {
      expect(probabilities).toHaveLength(10);
      expect(confidence).toBeCloseTo(all[i].probabilities[digit], 5);
      expect(probabilities[0]).toBeCloseTo(all[i].probabilities[0] / (1 - all[i].probabilities[10]), 5);
    });
  });

  it("agrees with TensorFlow.js", async () => {
    const [runtime, tfjs] = await Promise.all(
      (["wasm", "tfjs-cpu"] as const).map((backend) => createExecutor(model, { backend, threads: 1 })),
    );
    const [ours, reference] = [await runtime.predict(images), await tfjs.predict(images)];
    ours.forEach((probability, i) => {
      expect(Math.abs(probability - reference[i])).toBeLessThanOrEqual(1e-5);
    });
    await Promise.all([runtime.close(), tfjs.close()]);
  });

  it("answers no images with no predictions, and refuses half an image", async () => {
    const classifier = await loadClassifier(model, { threads: 1 });
    expect(await classifier.predict(new Uint8Array())).toEqual([]);
    await expect(classifier.predict(new Uint8Array(800))).rejects.toMatchObject({
      code: "ERR_MNIST_ARGUMENT",
    });
    await classifier.close();
  });

  it("refuses weights whose shapes do not fit the layers", async () => {
    const [kernel, ...rest] = model.weightSpecs;
    const turned = { ...model, weightSpecs: [{ ...kernel, shape: [...kernel.shape].reverse() }, ...rest] };
    await expect(predict(turned)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_MNIST_/) });
    const missing = { ...model, weightSpecs: rest, weightData: model.weightData.slice(72 * 4) };
    await expect(predict(missing)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_MNIST_/) });
  });

  it.each<[string, string, unknown]>([
    ["a thousand million filters", "filters", 1e9],
    ["an input of a million by a million pixels", "batch_input_shape", [null, 1e6, 1e6, 1]],
    ["strides of 0", "strides", [0, 0]],
    ["a kernel of -3", "kernel_size", [-3, -3]],
    ["an activation nobody knows", "activation", "hasOwnProperty"],
  ])("refuses a first layer with %s", async (_, key, value) => {
    const topology = structuredClone(model.modelTopology) as {
      config: { layers: { config: Record<string, unknown> }[] };
    };
    topology.config.layers[0].config[key] = value;
    await expect(predict({ ...model, modelTopology: topology })).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_MNIST_/),
    });
  });

  it("says which folder has no model", async () => {
    await expect(predict(join(folder, "nowhere"))).rejects.toThrow(/nowhere/);
  });

  it("loads no TensorFlow.js", async () => {
    const entry = fileURLToPath(new URL("../dist/classifier.js", import.meta.url));
    await saveModel(folder, model);
    const script = `
      import { loadClassifier } from ${JSON.stringify(entry)};
      const classifier = await loadClassifier(${JSON.stringify(folder)}, { threads: 1 });
      await classifier.predict(new Uint8Array(784));
      await classifier.close();`;
    const file = join(folder, "predict.mjs");
    await writeFile(file, script);
    const { stderr } = await promisify(execFile)(process.execPath, [file], {
      env: { ...process.env, NODE_DEBUG: "esm" }, // Node then prints the address of each module it loads
      maxBuffer: 2 ** 28,
    });
    expect(stderr).toContain("classifier.js");
    expect(stderr).not.toContain("@tensorflow");
  });
});
