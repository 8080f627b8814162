import { loadMnist } from "@mnist/dataset";
import type { OptimizerOptions } from "@mnist/runtime";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelArtifacts } from "../artifacts.js";
import { createArtifacts } from "../create-artifacts.js";
import { evaluate } from "../evaluate.js";
import type { Executor } from "../executor.js";
import { createExecutor } from "../executors.js";
import type { Layer } from "../layers.js";
import { startBackend } from "./backend.js";
import { type Reference, reference } from "./reference.js";
import { networks, toArtifacts } from "./test-networks.js";

const BATCH = 8;
const SEED = 7;
const sgd: OptimizerOptions = { name: "sgd" };

type NetworkName = keyof typeof networks;

interface BackendUnderTest {
  name: string;
  /** Why it cannot be tested here, if so. */
  missing?: string;
  /** Networks that it refuses with `ERR_MNIST_UNSUPPORTED`. */
  unsupported?: NetworkName[];
  create(artifacts: ModelArtifacts): Promise<Executor>;
}

/**
 * The tests that every executor must pass, whatever it computes with: it is compared with stock tfjs-layers, tfjs's
 * own gradients and optimizers on tfjs's cpu backend, on real images.
 */
export function describeBackend({ name, missing, unsupported = [], create }: BackendUnderTest): void {
  const names = Object.keys(networks) as NetworkName[];
  const supported = names.filter((network) => !unsupported.includes(network));

  describe.skipIf(missing !== undefined)(`executor ${name}${missing ? ` (skipped: ${missing})` : ""}`, () => {
    let images: Uint8Array;
    let labels: Uint8Array;
    const opened: { close(): unknown }[] = [];

    beforeAll(async () => {
      const { test } = await loadMnist();
      images = test.images.slice(0, 400 * 784);
      labels = test.labels.slice(0, 400);
      await startBackend("tfjs-cpu");
    });
    afterAll(async () => {
      for (const each of opened) await each.close();
    });

    async function open(network: NetworkName): Promise<{ executor: Executor; stock: Reference }> {
      await startBackend("tfjs-cpu");
      const artifacts = await toArtifacts(network);
      const stock = await reference(artifacts);
      const executor = await create(artifacts);
      opened.push(executor, stock);
      return { executor, stock };
    }

    const trainer = (executor: Executor, optimizer: OptimizerOptions, more = {}) =>
      executor.trainer({ optimizer, seed: SEED, data: { images, labels }, ...more });
    const batch = (step: number) => Uint32Array.from({ length: BATCH }, (_, i) => (step * BATCH + i) % 400);

    it.each(supported)("predicts as stock tfjs: %s", async (network) => {
      const { executor, stock } = await open(network);
      const some = images.subarray(0, 20 * 784);
      expectClose(await executor.predict(some), stock.predict(some), 1e-5);
      const floats = Float32Array.from(some, (byte) => byte / 255);
      expectClose(await executor.predict(floats), stock.predict(some), 1e-5);
    });

    it.each(supported)("has stock tfjs's gradients: %s", async (network) => {
      const { executor, stock } = await open(network);
      const before = new Float32Array(executor.weights());
      const session = await trainer(executor, sgd);
      await session.step(batch(0), { learningRate: 1 });
      const after = new Float32Array(executor.weights());
      const expected = stock.gradient(images, labels, batch(0), SEED);
      // Relative to the largest of all: the bias before a batch normalization has none but rounding errors.
      const scale = Math.max(1, ...expected.flatMap(({ values }) => Array.from(values, Math.abs)));
      for (const { name: weight, offset, values } of expected) {
        const gradient = values.map((_, i) => before[offset + i] - after[offset + i]);
        expectClose(gradient, values, 1e-5 * scale, weight);
      }
      session.close();
    });

    it.each<[OptimizerOptions, NetworkName]>([
      [{ name: "adam" }, "convolutions"],
      [{ name: "adam", beta1: 0.8, beta2: 0.99, epsilon: 1e-5 }, "dense"],
      [{ name: "sgd" }, "dense"],
      [{ name: "momentum", momentum: 0.8 }, "dense"],
      [{ name: "nesterov", momentum: 0.9 }, "dense"],
      [{ name: "rmsprop", decay: 0.95, momentum: 0.5 }, "dense"],
    ])("trains 50 steps as stock tfjs: %o, %s", async (optimizer, network) => {
      const { executor, stock } = await open(network);
      const learningRate = optimizer.name === "adam" || optimizer.name === "rmsprop" ? 1e-3 : 1e-2;
      const session = await trainer(executor, optimizer);
      const losses: number[] = [];
      const expected: number[] = [];
      for (let step = 0; step < 50; step++) {
        losses.push((await session.step(batch(step), { learningRate })).loss);
        expected.push(stock.trainStep(images, labels, batch(step), optimizer, learningRate));
      }
      expectClose(losses, expected, 1e-4);
      session.close();
    });

    /** How far one step moves each weight. */
    async function change(executor: Executor, optimizer: OptimizerOptions, more = {}) {
      const start = executor.weights();
      const session = await trainer(executor, optimizer, more);
      const { loss } = await session.step(batch(0), { learningRate: 0.5 });
      const end = new Float32Array(executor.weights());
      session.close();
      executor.setWeights(start);
      return { loss, by: new Float32Array(start).map((value, i) => value - end[i]) };
    }

    it("smooths labels and clips the gradient to a norm", async () => {
      const { executor, stock } = await open("dense");
      const { loss } = await change(executor, sgd, { labelSmoothing: 0.1 });
      expect(loss).toBeCloseTo(stock.smoothedLoss(images, labels, batch(0), 0.1), 4);
      const { by: whole } = await change(executor, sgd);
      const { by: clipped } = await change(executor, sgd, { clipNorm: 0.1 });
      expect(Math.hypot(...clipped)).toBeCloseTo(0.5 * 0.1, 5);
      const factor = Math.hypot(...clipped) / Math.hypot(...whole);
      expectClose(
        clipped,
        whole.map((value) => value * factor),
        1e-5,
      );
      expectClose((await change(executor, sgd, { clipNorm: 1e3 })).by, whole, 0);
    });

    it("decays kernels, not biases, by L2 and by AdamW", async () => {
      const { executor, stock } = await open("dense");
      const weights = new Float32Array(executor.weights());
      const kernels = stock.artifacts.weightSpecs.flatMap(({ name, shape }) =>
        new Array(tf.util.sizeFromShape(shape)).fill(name.endsWith("kernel") ? 1 : 0),
      );
      const decay = (amount: number) => weights.map((weight, i) => kernels[i] * weight * amount);
      const { by: plain, loss } = await change(executor, sgd);
      const { by: penalized, loss: reported } = await change(executor, sgd, { l2: 0.01 });
      expect(reported).toBe(loss);
      expectClose(
        penalized.map((value, i) => value - plain[i]),
        decay(0.5 * 2 * 0.01),
        1e-5,
      );
      const { by: adam } = await change(executor, { name: "adam" });
      const { by: adamw } = await change(executor, { name: "adamw", weightDecay: 0.02 });
      expectClose(
        adamw.map((value, i) => value - adam[i]),
        decay(0.5 * 0.02),
        1e-5,
      );
    });

    it("keeps a moving average of what it trains", async () => {
      const { executor, stock } = await open("batch normalization");
      const average = new Float32Array(executor.weights());
      const start = average.slice();
      const session = await trainer(executor, sgd, { movingAverage: { decay: 0.15 } });
      for (const [step, decay] of [1 / 10, 0.15, 0.15].entries()) {
        await session.step(batch(step), { learningRate: 0.1 });
        const weights = new Float32Array(executor.weights());
        for (const [i, weight] of weights.entries()) average[i] = decay * average[i] + (1 - decay) * weight;
      }
      let offset = 0;
      for (const { name, shape } of stock.artifacts.weightSpecs) {
        const size = tf.util.sizeFromShape(shape);
        if (name.includes("moving_")) {
          const statistics = average.slice(offset, offset + size);
          expect(statistics).not.toEqual(start.slice(offset, offset + size));
        }
        offset += size;
      }
      expectClose(new Float32Array(session.movingAverageWeights()), average, 1e-6);
      session.close();
    });

    it("goes on with training that the runtime began", async () => {
      const { executor, stock } = await open("dropout");
      const runtime = await createExecutor(stock.artifacts, { backend: "wasm", threads: 1 });
      opened.push(runtime);
      const options = { movingAverage: { decay: 0.9 } };
      for (const optimizer of [
        { name: "adam" },
        { name: "nesterov" },
        { name: "rmsprop", momentum: 0.5 },
      ] satisfies OptimizerOptions[]) {
        const begun = await trainer(runtime, optimizer, options);
        for (let step = 0; step < 2; step++) await begun.step(batch(step), { learningRate: 0.001 });
        const goingOn = await trainer(executor, optimizer, options);
        executor.setWeights(runtime.weights());
        goingOn.restore(begun.state());
        const rates = { learningRate: 0.001 };
        const [expected, result] = [await begun.step(batch(2), rates), await goingOn.step(batch(2), rates)];
        expect(result.loss).toBeCloseTo(expected.loss, 5);
        expectClose(new Float32Array(executor.weights()), new Float32Array(runtime.weights()), 1e-5);
        const averages = [goingOn, begun].map((session) => new Float32Array(session.movingAverageWeights()));
        expectClose(averages[0], averages[1], 1e-5);
        begun.close();
        goingOn.close();
      }
    });

    it("leaves no tensor behind", async () => {
      await startBackend("tfjs-cpu");
      const artifacts = await toArtifacts("batch normalization");
      const { numTensors, numDataBuffers } = tf.memory();
      const executor = await create(artifacts);
      const session = await trainer(
        executor,
        { name: "adam" },
        { movingAverage: { decay: 0.9 }, l2: 0.1, clipNorm: 1 },
      );
      for (let step = 0; step < 3; step++) await session.step(batch(step), { learningRate: 0.01 });
      session.restore(session.state());
      executor.setWeights(executor.weights());
      await executor.predict(images.subarray(0, 784));
      await executor.close();
      await executor.close();
      expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    });

    it("draws a dropout mask of its own for every step, from the seed", async () => {
      const { executor } = await open("dropout");
      const start = executor.weights();
      const losses = async (seed: number) => {
        executor.setWeights(start);
        const session = await trainer(executor, sgd, { seed });
        const results: number[] = [];
        for (let i = 0; i < 3; i++) results.push((await session.step(batch(0), { learningRate: 0 })).loss);
        session.close();
        return results;
      };
      const first = await losses(1);
      expect(new Set(first).size).toBe(3);
      expect(await losses(1)).toEqual(first);
      expect(await losses(2)).not.toEqual(first);
    });

    it("saves what stock tfjs opens, and resumes bit for bit", async () => {
      const { executor, stock } = await open("dropout");
      const rates = { batchSize: BATCH, learningRates: 1e-3 };
      const order = Uint32Array.from({ length: 6 * BATCH }, (_, i) => (i * 7) % 400);
      const options = { movingAverage: { decay: 0.9 } };
      const first = await trainer(executor, { name: "adam" }, options);
      await first.run({ order: order.subarray(0, 3 * BATCH), ...rates });
      const state = structuredClone(first.state());
      const weights = executor.weights();
      await first.run({ order: order.subarray(3 * BATCH), ...rates });
      const end = { weights: executor.weights(), average: first.movingAverageWeights() };
      first.close();

      executor.setWeights(weights);
      const second = await trainer(executor, { name: "adam" }, options);
      second.restore(state);
      await second.run({ order: order.subarray(3 * BATCH), ...rates });
      expect(second.stepsDone).toBe(6);
      expect(equalBytes(executor.weights(), end.weights)).toBe(true);
      expect(equalBytes(second.movingAverageWeights(), end.average)).toBe(true);
      second.close();

      await startBackend("tfjs-cpu");
      const reopened = await tfl.loadLayersModel(
        tf.io.fromMemory({ ...stock.artifacts, weightData: end.weights } as tf.io.ModelArtifacts),
      );
      const some = images.subarray(0, 20 * 784);
      const expected = tf.tidy(() => {
        const x = tf.tensor(
          Float32Array.from(some, (byte) => byte / 255),
          [20, 28, 28, 1],
        );
        return (reopened.predict(x) as tf.Tensor).dataSync<"float32">();
      });
      expectClose(await executor.predict(some), expected, 1e-5);
      reopened.dispose();
    });

    it("refuses weights and slots that are views, whose elements are no values", async () => {
      const { executor } = await open("convolutions");
      const session = await trainer(executor, { name: "momentum" });
      const { step, slots } = session.state();
      const views = Object.fromEntries(
        Object.entries(slots).map(([name, slot]) => [name, new Uint8Array(slot) as never]),
      );
      const refusal = expect.objectContaining({ code: "ERR_MNIST_ARGUMENT" });
      expect(() => session.restore({ step, slots: views })).toThrowError(refusal);
      session.restore({ step, slots });
      session.close();
      const weights = executor.weights();
      expect(() => executor.setWeights(new Uint8Array(weights) as never)).toThrowError(refusal);
      expect(equalBytes(executor.weights(), weights)).toBe(true);
    });

    it("refuses a second trainer also when both are asked for at once", async () => {
      const { executor } = await open("convolutions");
      const module = "data:text/javascript,export const createAugment = () => (image, out) => out.set(image)";
      const both = [0, 1].map(() => trainer(executor, sgd, { augment: { module } }));
      const [first, second] = await Promise.allSettled(both);
      expect(first.status).toBe("fulfilled");
      expect(second).toMatchObject({ status: "rejected", reason: { code: "ERR_MNIST_STATE" } });
    });

    it("refuses to score a network whose output is an image", async () => {
      const layers: Layer[] = [{ kind: "conv2d", filters: 3, kernelSize: 27 }];
      const artifacts = createArtifacts({ layers }, { seed: 1 });
      const executor = await create(artifacts);
      opened.push(executor);
      const [image, label] = [images.subarray(0, 784), Uint8Array.of(1)];
      const unsupported = { code: "ERR_MNIST_UNSUPPORTED" };
      await expect(executor.evaluate(image, label)).rejects.toMatchObject(unsupported);
      expect(await executor.predict(image)).toHaveLength(2 * 2 * 3);
      const argument = { code: "ERR_MNIST_ARGUMENT", message: expect.stringContaining("[2,2,3]") };
      await expect(evaluate(executor, { images: image, labels: label })).rejects.toMatchObject(argument);
    });

    it("evaluates no images to zeros", async () => {
      const { executor } = await open("convolutions");
      const none = await executor.evaluate(new Uint8Array(), new Uint8Array());
      expect(none).toEqual({ loss: 0, accuracy: 0, correct: 0, samples: 0 });
    });

    it.skipIf(unsupported.length === 0).each(unsupported)(
      "refuses what it does not support: %s",
      async (network) => {
        await startBackend("tfjs-cpu");
        const opening = create(await toArtifacts(network));
        await expect(opening).rejects.toMatchObject({ code: "ERR_MNIST_UNSUPPORTED" });
      },
    );

    it("keeps going after an abort, and refuses what is wrong", async () => {
      const { executor } = await open("convolutions");
      const session = await trainer(executor, sgd);
      const order = Uint32Array.from({ length: 400 }, (_, i) => i);
      const abort = new AbortController();
      const running = session.run({
        order,
        batchSize: BATCH,
        learningRates: 0.01,
        signal: abort.signal,
        onStep: ({ step }) => step === 2 && abort.abort(new Error("enough")),
      });
      await expect(running).rejects.toThrow("enough");
      const done = session.stepsDone;
      await session.step(batch(0), { learningRate: 0.01 });
      expect(session.stepsDone).toBe(done + 1);

      const coded = (code: string) => expect.objectContaining({ code });
      await expect(trainer(executor, sgd)).rejects.toThrowError(coded("ERR_MNIST_STATE"));
      const nan = { learningRate: Number.NaN };
      await expect(session.step(batch(0), nan)).rejects.toThrowError(coded("ERR_MNIST_ARGUMENT"));
      await expect(session.step(Uint32Array.of(400), { learningRate: 1 })).rejects.toThrowError(
        coded("ERR_MNIST_ARGUMENT"),
      );
      await expect(executor.predict(images.subarray(1))).rejects.toThrowError(coded("ERR_MNIST_ARGUMENT"));
      expect(() => executor.setWeights(new ArrayBuffer(4))).toThrowError(coded("ERR_MNIST_ARGUMENT"));
      session.close();
      for (const wrong of [
        { optimizer: { name: "lion" } },
        { seed: -1 },
        { labelSmoothing: 2 },
        { clipNorm: 0 },
        { loss: "hinge" },
        { data: { images, labels: labels.slice(1) } },
        { data: { images, labels: labels.slice().fill(10) } },
      ]) {
        await expect(trainer(executor, sgd, wrong)).rejects.toThrowError(coded("ERR_MNIST_ARGUMENT"));
      }
      await expect(session.step(batch(0), { learningRate: 1 })).rejects.toThrowError(
        coded("ERR_MNIST_STATE"),
      );
    });
  });
}

function equalBytes(a: ArrayBuffer, b: ArrayBuffer): boolean {
  const [left, right] = [new Uint8Array(a), new Uint8Array(b)];
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  label = "values",
): void {
  expect(actual.length, label).toBe(expected.length);
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]) || 0);
    if (Number.isNaN(actual[i]) !== Number.isNaN(expected[i])) difference = Number.POSITIVE_INFINITY;
  }
  expect(difference, `largest difference of ${label}`).toBeLessThanOrEqual(tolerance);
}
