import "@tensorflow/tfjs-backend-cpu";
import { argMax, memory, setBackend, type Tensor } from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { loadMnist } from "./node/load.js";
import type { Split } from "./split.js";
import { labelTensor, type TensorBatch, toTensors, toTfDataset } from "./tfjs.js";

let test: Split;
beforeAll(async () => {
  await setBackend("cpu");
  ({ test } = await loadMnist({ sources: ["embedded"] }));
});

const dispose = (...tensors: Tensor[]) => {
  for (const tensor of tensors) tensor.dispose();
};

describe("toTensors", () => {
  it("scales pixels to 0..1 and makes labels one-hot", () => {
    const before = memory().numTensors;
    const { xs, ys } = toTensors(test.slice(0, 20));
    expect(xs.shape).toEqual([20, 28, 28, 1]);
    expect(ys.shape).toEqual([20, 10]);
    expect(ys.dtype).toBe("float32");
    const pixels = xs.dataSync();
    test.image(7).forEach((value, i) => {
      expect(pixels[7 * 784 + i]).toBe(Math.fround(value / 255));
    });
    const classes = argMax(ys, 1);
    const labels = labelTensor(test.slice(0, 20));
    expect([...classes.dataSync()]).toEqual([...labels.dataSync()]);
    expect([...labels.dataSync()]).toEqual([...test.labels.subarray(0, 20)]);
    dispose(xs, ys, classes, labels);
    expect(memory().numTensors).toBe(before);
  });
});

describe("toTfDataset", () => {
  it("gives the batches of the split, in another order each epoch", async () => {
    const split = test.slice(0, 100);
    const set = toTfDataset(split, { size: 32, shuffle: true, seed: 3 });
    for (const epoch of [0, 1]) {
      const expected = [...split.batches({ size: 32, shuffle: true, seed: 3, epoch })].map(({ labels }) => [
        ...labels,
      ]);
      const found: number[][] = [];
      await set.forEachAsync((batch) => {
        const { xs, ys } = batch as TensorBatch;
        const classes = argMax(ys, 1);
        found.push([...classes.dataSync()]);
        dispose(xs, ys, classes);
      });
      expect(found).toEqual(expected);
    }
  });

  it("is what fitDataset takes", async () => {
    const model = sequential({
      layers: [layers.flatten({ inputShape: [28, 28, 1] }), layers.dense({ units: 10 })],
    });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const { history } = await model.fitDataset(toTfDataset(test.slice(0, 64), { size: 32 }), {
      epochs: 2,
      verbose: 0,
    });
    expect(Number(history.loss[1])).toBeLessThan(Number(history.loss[0]));
    model.dispose();
  });
});
