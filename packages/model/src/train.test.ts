import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadMnist } from "@mnist/dataset";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadClassifier } from "./classifier.js";
import { createArtifacts } from "./create-artifacts.js";
import { ModelError } from "./errors.js";
import { evaluate } from "./evaluate.js";
import type { Backend, Executor } from "./executor.js";
import type { Architecture } from "./layers.js";
import type { ProgressEvent } from "./progress.js";
import type { Preset, Recipe } from "./recipe.js";
import type { Samples } from "./samples.js";
import { type TrainOptions, train } from "./train.js";

const small: Preset = {
  name: "small",
  description: "for tests",
  architecture: {
    layers: [
      { kind: "conv2d", filters: 4, kernelSize: 5, strides: 2, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "flatten" },
      { kind: "dropout", rate: 0.2 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  recipe: {
    epochs: 3,
    batchSize: 24,
    optimizer: { name: "adam" },
    learningRate: 0.01,
    schedule: { kind: "linear", warmup: 0.2 },
    labelSmoothing: 0.05,
    clipNorm: 5,
    movingAverage: { decay: 0.8 },
  },
};

/** The suite passes on every backend; the slow ones are for asking. */
const backend = (process.env.MNIST_BACKEND ?? "wasm") as Backend;

let data: Samples;
let validation: Samples;
let folder: string;

beforeAll(async () => {
  const mnist = await loadMnist();
  const part = (start: number, end: number) => ({
    images: mnist.train.images.slice(start * 784, end * 784),
    labels: mnist.train.labels.slice(start, end),
  });
  data = part(0, 500);
  validation = part(500, 700);
  folder = await mkdtemp(join(tmpdir(), "mnist-train-"));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (options: Partial<TrainOptions> = {}) =>
  train({ data, preset: small, seed: 4, threads: 2, backend, ...options });

const sameWeights = (a: { artifacts: { weightData: ArrayBuffer } }, b: typeof a) =>
  Buffer.from(a.artifacts.weightData).equals(Buffer.from(b.artifacts.weightData));

/** Aborts when `step` steps are done. */
async function abortAfter(step: number, options: Partial<TrainOptions>) {
  const controller = new AbortController();
  const onProgress = (event: ProgressEvent) => {
    if (event.phase === "train" && event.step >= step) controller.abort(new Error("enough"));
  };
  await expect(run({ ...options, signal: controller.signal, onProgress })).rejects.toThrow("enough");
}

describe("train", () => {
  it("learns digits, reports every step and describes itself", async () => {
    const events: ProgressEvent[] = [];
    const result = await run({ validation, epochs: 8, onProgress: (event) => events.push({ ...event }) });
    expect(result.history).toHaveLength(8);
    expect(result.history[7].loss).toBeLessThan(result.history[0].loss);
    expect(result.images).toBe(8 * 500);
    expect(result.steps).toBe(8 * 21);
    const steps = events.filter(({ phase }) => phase === "train");
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 168 }, (_, i) => i + 1));
    expect(steps.at(-1)).toMatchObject({ epoch: 8, epochs: 8, steps: 168, images: 4000 });
    expect(events.filter(({ phase }) => phase === "epoch").map(({ result }) => result)).toEqual(
      result.history,
    );
    expect(result.artifacts.userDefinedMetadata).toMatchObject({
      preset: "small",
      seed: 4,
      recipe: { epochs: 8 },
    });

    const scores = await evaluate(result.artifacts, validation, { backend });
    expect(scores.accuracy).toBeGreaterThan(0.7);
    expect(scores.accuracy).toBe(result.history[7].validation?.accuracy);
    const classifier = await loadClassifier(result.artifacts, { backend });
    const predictions = await classifier.predict(validation.images);
    const right = predictions.filter(({ digit }, i) => digit === validation.labels[i]).length;
    expect(right / 200).toBe(scores.accuracy);
    await classifier.close();
  });

  it("gives the same bytes for the same seed, with any number of threads and with validation", async () => {
    const first = await run();
    expect(sameWeights(first, await run({ threads: 1, validation }))).toBe(true);
    expect(sameWeights(first, await run({ seed: 5 }))).toBe(false);
  });

  it("lets the network be looked at between steps without changing it", async () => {
    const looks: number[] = [];
    let step = 0;
    const watched = await run({
      onProgress: (event) => {
        step = event.step;
      },
      interlude: async (executor) => {
        const predictions = await executor.predict(validation.images.subarray(0, 3 * 784));
        expect(predictions).toHaveLength(30);
        looks.push(step);
        return 8;
      },
    });
    expect(looks).toEqual([1, 9, 17, 21, 29, 37, 42, 50, 58, 63]);
    expect(sameWeights(watched, await run())).toBe(true);
  });

  it.each([undefined, 0, 1.5, Number.NaN])("refuses an interlude that answers %s", async (answer) => {
    const interlude = (() => answer) as () => number;
    await expect(run({ interlude })).rejects.toMatchObject({
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringMatching(/interlude/),
    });
  });

  it("calls an interlude that wants no more steps in between where epochs end", async () => {
    let calls = 0;
    const interlude = () => {
      calls++;
      return Number.POSITIVE_INFINITY;
    };
    await run({ interlude });
    expect(calls).toBe(1 + 3); // after the first step, and where each epoch ends
  });

  it("refuses to judge epochs by a network that gives no probabilities, before it trains", async () => {
    const layers = [{ kind: "flatten" }, { kind: "dense", units: 10 }] as const;
    const preset = { name: "logits", architecture: { layers: [...layers] }, recipe: small.recipe };
    const steps: ProgressEvent[] = [];
    const refused = run({ preset, validation, onProgress: (event) => steps.push(event) });
    await expect(refused).rejects.toMatchObject({
      name: "ModelError",
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringContaining("softmax"),
    });
    expect(steps).toEqual([]);
  });

  it("refuses an option that it does not know", async () => {
    await expect(run({ validate: validation } as Partial<TrainOptions>)).rejects.toMatchObject({
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringMatching(/no "validate".*validation/),
    });
  });

  it("says what it wants instead of a result or a classifier to go on from", async () => {
    const result = await run({ epochs: 1 });
    const model = result as unknown as TrainOptions["model"];
    await expect(run({ model })).rejects.toMatchObject({
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringContaining("artifacts are expected"),
    });
  });

  it("keeps the share of a preset's finish when the epochs are others", async () => {
    const preset = { ...small, recipe: { ...small.recipe, epochs: 6, finish: { epochs: 2 } } };
    const finish = async (options: Partial<TrainOptions>) =>
      (await run({ preset, ...options })).recipe.finish?.epochs;
    expect(await finish({})).toBe(2);
    expect(await finish({ epochs: 3 })).toBe(1);
    expect(await finish({ recipe: { epochs: 1 } })).toBe(0);
    expect(await finish({ epochs: 3, recipe: { finish: { epochs: 2 } } })).toBe(2);
    const checkpointDir = join(folder, "finish");
    await run({ preset, checkpointDir, epochs: 2 });
    const other = run({ preset, checkpointDir, epochs: 6, resume: true, recipe: { finish: { epochs: 3 } } });
    await expect(other).rejects.toMatchObject({ code: "ERR_MNIST_CHECKPOINT" });
    await run({ preset, checkpointDir, epochs: 6, resume: true });
  });

  it.each([1, 20, 21, 22, 50])(
    "goes on after an abort at step %i as if nothing had happened",
    async (step) => {
      const checkpointDir = join(folder, `abort-${step}`);
      await abortAfter(step, { checkpointDir });
      const resumed = await run({ checkpointDir, resume: true });
      const whole = await run();
      expect(sameWeights(resumed, whole)).toBe(true);
      expect(resumed.history.map(({ seconds: _, ...rest }) => rest)).toEqual(
        whole.history.map(({ seconds: _, ...rest }) => rest),
      );
    },
  );

  it("goes on towards more epochs and says that the schedule changed", async () => {
    const checkpointDir = join(folder, "longer");
    await run({ checkpointDir });
    const messages: string[] = [];
    const resumed = await run({
      checkpointDir,
      resume: true,
      epochs: 5,
      onProgress: ({ phase, message }) => phase === "resume" && messages.push(message ?? ""),
    });
    expect(resumed.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    expect(messages).toEqual([expect.stringContaining("5 epochs instead of 3")]);
  });

  it("says how to open a model that is only named", async () => {
    const refusal = { code: "ERR_MNIST_ARGUMENT", message: expect.stringContaining('openModel("tiny")') };
    await expect(run({ model: "tiny" as never })).rejects.toMatchObject(refusal);
    await expect(evaluate("tiny" as never, validation)).rejects.toMatchObject(refusal);
  });

  it("refuses to go on from beyond its own end", async () => {
    const checkpointDir = join(folder, "beyond");
    await abortAfter(22, { checkpointDir });
    await expect(run({ checkpointDir, resume: true, epochs: 1 })).rejects.toMatchObject({
      code: "ERR_MNIST_CHECKPOINT",
      message: expect.stringContaining("at least 2 epochs"),
    });
  });

  it("says at the checkpoint after an epoch how the epoch went", async () => {
    const checkpoints: ProgressEvent[] = [];
    const { history } = await run({
      checkpointDir: join(folder, "told"),
      onProgress: (event) => event.phase === "checkpoint" && checkpoints.push(event),
    });
    for (const { epoch, loss, accuracy } of history) {
      expect(checkpoints).toContainEqual(expect.objectContaining({ epoch, loss, accuracy }));
    }
  });

  it("refuses a checkpoint of another run", async () => {
    const checkpointDir = join(folder, "other");
    await run({ checkpointDir, epochs: 1 });
    await expect(run({ checkpointDir, resume: true, seed: 9 })).rejects.toThrow(/seed 4, this run has 9/);
    const relabeled = { ...data, labels: data.labels.map((label, i) => (i === 7 ? 9 - label : label)) };
    await expect(run({ checkpointDir, resume: true, data: relabeled })).rejects.toMatchObject({
      code: "ERR_MNIST_CHECKPOINT",
      message: expect.stringContaining("training labels"),
    });
    const others: [string, Partial<TrainOptions>][] = [
      ["preset small, this run has other", { preset: { ...small, name: "other" } }],
      ["deterministic false, this run has true", { deterministic: true }],
      ["first weights", { model: createArtifacts(small.architecture, { seed: 9 }) }],
    ];
    for (const [difference, options] of others) {
      await expect(run({ checkpointDir, resume: true, ...options }), difference).rejects.toMatchObject({
        code: "ERR_MNIST_CHECKPOINT",
        message: expect.stringContaining(difference),
      });
    }
  });

  it("refuses to go on judging epochs by other images", async () => {
    const checkpointDir = join(folder, "judge");
    const recipe = { earlyStopping: { patience: 3 } };
    await run({ checkpointDir, epochs: 1, recipe, validation });
    const fewer = { images: validation.images.subarray(784), labels: validation.labels.subarray(1) };
    await expect(run({ checkpointDir, resume: true, recipe, validation: fewer })).rejects.toMatchObject({
      code: "ERR_MNIST_CHECKPOINT",
      message: expect.stringContaining("validation data"),
    });
    await run({ checkpointDir, resume: true, recipe, validation });
  });

  it("refuses a checkpoint with a single wrong bit, wherever it is", async () => {
    const checkpointDir = join(folder, "damaged");
    await run({ checkpointDir, epochs: 1 });
    const file = join(checkpointDir, "checkpoint.bin");
    const bytes = await readFile(file);
    const step = bytes.indexOf('"step":21') + '"step":'.length;
    for (const at of [0, 9, bytes.indexOf("fingerprint"), step, bytes.length - 5]) {
      bytes[at] ^= 1;
      await writeFile(file, bytes);
      await expect(run({ checkpointDir, resume: true }), `byte ${at}`).rejects.toMatchObject({
        code: "ERR_MNIST_CHECKPOINT",
        message: expect.stringContaining("is damaged"),
      });
      bytes[at] ^= 1;
    }
  });

  it("tells a checkpoint of another version from a damaged one", async () => {
    const checkpointDir = join(folder, "version");
    await run({ checkpointDir, epochs: 1 });
    const file = join(checkpointDir, "checkpoint.bin");
    const bytes = await readFile(file);
    await writeFile(file, Buffer.concat([Buffer.from("MNISTCK9"), bytes.subarray(8)]));
    await expect(run({ checkpointDir, resume: true })).rejects.toMatchObject({
      code: "ERR_MNIST_CHECKPOINT",
      message: expect.stringMatching(/another version \(MNISTCK9, this one reads MNISTCK3\)/),
    });
  });

  it("leaves a model that it goes on with what its last output means", async () => {
    const calibration = { classes: 10, temperature: 0.5, threshold: 1, slope: 3 };
    const architecture: Architecture = {
      layers: [{ kind: "flatten" }, { kind: "dense", units: 11, activation: "softmax" }],
    };
    const model = { ...createArtifacts(architecture, { seed: 1 }), userDefinedMetadata: { calibration } };
    const { artifacts } = await run({ model, epochs: 1 });
    expect(artifacts.userDefinedMetadata).toMatchObject({ preset: "small", seed: 4, calibration });
    const classifier = await loadClassifier(artifacts, { backend });
    const [{ probabilities }] = await classifier.predict(validation.images.subarray(0, 784));
    expect(probabilities).toHaveLength(10);
    await classifier.close();
    expect((await run({ epochs: 1 })).artifacts.userDefinedMetadata).not.toHaveProperty("calibration");
  });

  it("stops early and keeps the best weights", async () => {
    const result = await run({
      validation,
      epochs: 40,
      recipe: { earlyStopping: { patience: 2 }, learningRate: 0.05, schedule: { kind: "constant" } },
    });
    const losses = result.history.map((epoch) => epoch.validation?.loss ?? Number.NaN);
    const best = losses.indexOf(Math.min(...losses));
    expect(result.history.length).toBe(best + 3);
    expect((await evaluate(result.artifacts, validation, { backend })).loss).toBeCloseTo(losses[best], 6);
  });

  it("trains on fewer images than a batch has", async () => {
    const few = { images: data.images.slice(0, 3 * 784), labels: data.labels.slice(0, 3) };
    expect((await run({ data: few, batchSize: 128 })).images).toBe(9);
  });

  it("says so when the loss is no number any more", async () => {
    await expect(
      run({ learningRate: 999, recipe: { optimizer: { name: "sgd" }, clipNorm: undefined, l2: 1 } }),
    ).rejects.toMatchObject({
      code: "ERR_MNIST_DIVERGED",
    });
  });

  it("keeps no checkpoint of a run that diverged, also when it is aborted for that", async () => {
    const checkpointDir = join(folder, "diverged");
    const aborter = new AbortController();
    const diverging = run({
      learningRate: 999,
      recipe: { optimizer: { name: "sgd" }, clipNorm: undefined, l2: 1 },
      checkpointDir,
      signal: aborter.signal,
      onProgress: ({ loss }) => Number.isFinite(loss) || aborter.abort(),
    });
    await expect(diverging).rejects.toMatchObject({ code: "ERR_MNIST_DIVERGED" });
    expect(aborter.signal.aborted).toBe(true);
    expect(existsSync(join(checkpointDir, "checkpoint.bin"))).toBe(false);
  });

  it("gives its result and ends its workers also where an interlude has left a call behind", async () => {
    let executor: Executor | undefined;
    await run({
      epochs: 1,
      recipe: { movingAverage: undefined },
      interlude(each) {
        executor = each;
        each.predict(data.images).catch(() => {});
        return 1;
      },
    });
    await expect(executor?.predict(data.images)).rejects.toMatchObject({ code: "ERR_MNIST_STATE" });
  });

  it.each<[string, Partial<TrainOptions>]>([
    ["0 epochs", { epochs: 0 }],
    ["half a batch", { batchSize: 0.5 }],
    ["a negative learning rate", { learningRate: -1 }],
    ["no samples", { data: { images: new Uint8Array(), labels: new Uint8Array() } }],
    ["no data", { data: undefined }],
    ["images without labels", { data: { images: new Uint8Array(784) } as Samples }],
    ["too few pixels", { data: { images: new Uint8Array(783), labels: new Uint8Array(1) } }],
    ["a label that is no class", { data: { images: new Uint8Array(784), labels: Uint8Array.of(10) } }],
    ["early stopping without validation", { recipe: { earlyStopping: { patience: 1 } } }],
    ["an unknown augmentation", { recipe: { augmentation: { noize: 0.1 } as object } }],
    ["an augmentation out of its range", { recipe: { augmentation: { noise: 2 } } }],
    ["a seed that is none", { seed: -1 }],
    ["an unknown schedule", { recipe: { schedule: { kind: "square" as "linear" } } }],
    ["a final learning rate above the peak", { recipe: { schedule: { kind: "cosine", final: 1.5 } } }],
    ["half an epoch to finish with", { recipe: { finish: { epochs: 0.5 } } }],
    ["an unknown preset", { preset: "huge" as "best" }],
  ])("refuses %s", async (_, options) => {
    await expect(run(options)).rejects.toBeInstanceOf(ModelError);
  });

  it.each<[string, unknown]>([
    ['recipe has no "learnRate"; it may have epochs, batchSize,', { learnRate: 0.1 }],
    ['recipe.schedule has no "peak"', { schedule: { kind: "linear", peak: 0.3 } }],
    [
      'recipe.schedule has no "warmUp"; it may have kind, warmup, final',
      { schedule: { kind: "cosine", warmUp: 0.1 } },
    ],
    [
      'recipe.optimizer has no "momentum"; it may have name, beta1',
      { optimizer: { name: "adam", momentum: 0.9 } },
    ],
    ['recipe.movingAverage has no "rate"; it may have decay', { movingAverage: { decay: 0.9, rate: 1 } }],
    ['recipe.finish has no "shift"; it may have epochs, augmentation', { finish: { epochs: 1, shift: 1 } }],
    ['recipe.earlyStopping has no "wait"; it may have patience', { earlyStopping: { patience: 1, wait: 2 } }],
  ])("says what a recipe may have: %s", async (message, recipe) => {
    await expect(run({ validation, recipe: recipe as Partial<Recipe> })).rejects.toMatchObject({
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringContaining(message),
    });
  });

  it("says how large a learning rate may be", async () => {
    await expect(run({ learningRate: 5000 })).rejects.toThrow(
      "learningRate must be above 0 and below 1000, got 5000",
    );
  });

  it("refuses to resume from no folder", async () => {
    await expect(run({ resume: true })).rejects.toMatchObject({
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringContaining("checkpointDir"),
    });
  });
});
