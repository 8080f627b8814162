import { Random } from "@mnist/random";
import { describe, expect, it } from "vitest";
import type { OptimizerOptions, TrainerOptions } from "../src/types.js";
import { mnistSamples, smallNetwork } from "./models.js";
import {
  artifactsOf,
  compileGuarded,
  imageTensor,
  layers,
  randomBytes,
  randomizeWeights,
  relativeError,
  tf,
  tfjsGradients,
} from "./tfjs.js";

const STEPS = 50;
const BATCH = 9;
const CLASSES = 4;
const SHAPE = [6, 5, 2];
const SIZE = 60;
const RATE = 0.01;

/** Our options and tfjs's optimizer of the same name. */
const OPTIMIZERS: [OptimizerOptions, () => tf.Optimizer][] = [
  [{ name: "sgd" }, () => tf.train.sgd(RATE)],
  [{ name: "momentum", momentum: 0.8 }, () => tf.train.momentum(RATE, 0.8)],
  [{ name: "nesterov" }, () => tf.train.momentum(RATE, 0.9, true)],
  [{ name: "rmsprop" }, () => tf.train.rmsprop(RATE)],
  [
    { name: "rmsprop", decay: 0.8, momentum: 0.5, epsilon: 1e-4 },
    () => tf.train.rmsprop(RATE, 0.8, 0.5, 1e-4),
  ],
  [{ name: "adam" }, () => tf.train.adam(RATE)],
  [{ name: "adam", beta1: 0.7, beta2: 0.95, epsilon: 1e-3 }, () => tf.train.adam(RATE, 0.7, 0.95, 1e-3)],
];

function tinyNetwork(): layers.LayersModel {
  const { conv2d, flatten, dense } = layers.layers;
  const model = layers.sequential({
    layers: [
      conv2d({ inputShape: SHAPE, filters: 5, kernelSize: 3, activation: "tanh" }),
      flatten(),
      dense({ units: CLASSES }),
    ],
  });
  randomizeWeights(model, new Random(1, "tiny"));
  return model;
}

const random = new Random(2, "data");
const data = {
  images: randomBytes(SIZE * BATCH * STEPS, random),
  labels: Uint8Array.from({ length: BATCH * STEPS }, () => random.integer(CLASSES)),
};

async function train(more: Partial<TrainerOptions>) {
  const executor = await compileGuarded(await artifactsOf(tinyNetwork()), { deterministic: true });
  const trainer = await executor.trainer({ optimizer: { name: "sgd" }, seed: 1, data, ...more });
  const results = await trainer.run({
    order: Uint32Array.from(data.labels.keys()),
    batchSize: BATCH,
    learningRates: RATE,
  });
  return {
    weights: new Float32Array(executor.weights()),
    trainer,
    losses: results.map((result) => result.loss),
  };
}

function batch(step: number) {
  const [start, end] = [step * BATCH, (step + 1) * BATCH];
  return {
    x: imageTensor(data.images.subarray(start * SIZE, end * SIZE), SHAPE),
    labels: data.labels.subarray(start, end),
  };
}

function flatWeights(model: layers.LayersModel): Float32Array {
  return Float32Array.from(model.getWeights().flatMap((weight) => [...weight.dataSync()]));
}

describe("optimizers", () => {
  it.each(OPTIMIZERS)(`%j follows tfjs for ${STEPS} steps`, async (options, create) => {
    const model = tinyNetwork();
    const optimizer = create();
    const variables = model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
    const losses: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      const { x, labels } = batch(step);
      const { loss, gradients } = tfjsGradients(model, x, labels);
      losses.push(loss);
      const named = model.trainableWeights.map((weight, i) => [
        variables[i].name,
        tf.tensor(gradients.get(weight.originalName)!, weight.shape as number[]),
      ]);
      optimizer.applyGradients(Object.fromEntries(named));
    }
    const ours = await train({ optimizer: options });
    expect(relativeError(ours.losses, losses)).toBeLessThan(1e-5);
    expect(relativeError(ours.weights, flatWeights(model))).toBeLessThan(1e-5);
  });

  /** A double-precision loop around tfjs's gradients, for what tfjs has no optimizer for. */
  function loop(
    update: (w: number, g: number, isKernel: boolean, i: number, norm: number, step: number) => number,
  ): Float32Array {
    const model = tinyNetwork();
    for (let step = 0; step < STEPS; step++) {
      const { x, labels } = batch(step);
      const { gradients } = tfjsGradients(model, x, labels);
      const list = model.trainableWeights.map((weight) => gradients.get(weight.originalName)!);
      const norm = Math.hypot(...list.flatMap((gradient) => [...gradient]));
      let i = 0;
      const next = model.trainableWeights.map((weight, k) => {
        const isKernel = weight.originalName.includes("kernel");
        const values = weight
          .read()
          .dataSync()
          .map((w, j) => update(w, list[k][j], isKernel, i++, norm, step));
        return tf.tensor(values, weight.shape as number[]);
      });
      model.setWeights(next);
    }
    return flatWeights(model);
  }

  it("adds the gradient of l2 * sum(w^2) for kernels", async () => {
    const expected = loop((w, g, isKernel) => w - RATE * (g + (isKernel ? 2 * 0.05 * w : 0)));
    expect(relativeError((await train({ l2: 0.05 })).weights, expected)).toBeLessThan(1e-5);
  });

  it("clips the gradient to a global norm", async () => {
    const expected = loop((w, g, _kernel, _i, norm) => w - RATE * g * Math.min(1, 0.3 / norm));
    expect(relativeError((await train({ clipNorm: 0.3 })).weights, expected)).toBeLessThan(1e-5);
  });

  it("decays kernels apart from the gradient with adamw, with and without clipping", async () => {
    const m: number[] = [];
    const v: number[] = [];
    const expected = loop((w, g, isKernel, i, _norm, step) => {
      m[i] = 0.9 * (m[i] ?? 0) + 0.1 * g;
      v[i] = 0.999 * (v[i] ?? 0) + 0.001 * g * g;
      const change = m[i] / (1 - 0.9 ** (step + 1)) / (Math.sqrt(v[i] / (1 - 0.999 ** (step + 1))) + 1e-7);
      return w * (1 - (isKernel ? RATE * 0.1 : 0)) - RATE * change;
    });
    const optimizer = { name: "adamw", weightDecay: 0.1 } as const;
    expect(relativeError((await train({ optimizer })).weights, expected)).toBeLessThan(1e-5);
    expect(relativeError((await train({ optimizer, clipNorm: 1e9 })).weights, expected)).toBeLessThan(1e-5);
  });

  it("keeps a moving average of the weights", async () => {
    const average = flatWeights(tinyNetwork());
    loop((w, g, _kernel, i, _norm, step) => {
      const next = w - RATE * g;
      const decay = Math.min(0.3, (1 + step) / (10 + step));
      average[i] = decay * average[i] + (1 - decay) * next;
      return next;
    });
    const { trainer } = await train({ movingAverage: { decay: 0.3 } });
    expect(relativeError(new Float32Array(trainer.movingAverageWeights()), average)).toBeLessThan(1e-5);
  });

  it.each([
    ["softmaxCrossEntropy", 0.1],
    ["meanSquaredError", 0],
    ["meanSquaredError", 0.2],
  ] as const)(
    "has tfjs's loss and gradients for %s with label smoothing %d",
    async (loss, labelSmoothing) => {
      const model = tinyNetwork();
      const { x, labels } = batch(0);
      const expected = tfjsGradients(model, x, labels, loss, labelSmoothing);
      const executor = await compileGuarded(await artifactsOf(model));
      const before = new Float32Array(executor.weights());
      const trainer = await executor.trainer({
        optimizer: { name: "sgd" },
        seed: 1,
        data,
        loss,
        labelSmoothing,
      });
      const result = await trainer.step(Uint32Array.from(labels.keys()), { learningRate: 1 });
      expect(Math.abs(result.loss - expected.loss)).toBeLessThan(1e-5);
      const gradients = model.trainableWeights.flatMap((weight) => [
        ...expected.gradients.get(weight.originalName)!,
      ]);
      const after = new Float32Array(executor.weights()).map((w, i) => before[i] - w);
      expect(relativeError(after, gradients)).toBeLessThan(1e-5);
    },
  );
});

describe("a whole network on MNIST", () => {
  const SMALL = 4;

  it("has tfjs's losses over 50 steps within 1e-4", async () => {
    const model = smallNetwork();
    const samples = mnistSamples(50 * SMALL);
    const executor = await compileGuarded(await artifactsOf(model));
    const trainer = await executor.trainer({ optimizer: { name: "adam" }, seed: 1, data: samples });
    const results = await trainer.run({
      order: Uint32Array.from(samples.labels.keys()),
      batchSize: SMALL,
      learningRates: 0.002,
    });
    const optimizer = tf.train.adam(0.002);
    const variables = model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
    for (let step = 0; step < 50; step++) {
      const x = imageTensor(
        samples.images.subarray(step * SMALL * 784, (step + 1) * SMALL * 784),
        [28, 28, 1],
      );
      const y = tf.oneHot(
        tf.tensor1d(samples.labels.subarray(step * SMALL, (step + 1) * SMALL), "int32"),
        10,
      );
      const loss = optimizer.minimize(
        () =>
          tf.neg(
            tf.mean(tf.sum(tf.mul(y, tf.log(model.apply(x, { training: true }) as tf.Tensor)), -1)),
          ) as tf.Scalar,
        true,
        variables,
      )!;
      expect(Math.abs(loss.dataSync()[0] - results[step].loss), `step ${step}`).toBeLessThan(1e-4);
    }
    expect(results[49].loss).toBeLessThan(results[0].loss);
  });
});
