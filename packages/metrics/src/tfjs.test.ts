import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { ConfusionMatrix } from "./confusion-matrix.js";
import { evaluateClassifier } from "./evaluate.js";
import { epochMetrics, evaluateTensors, evaluationCallback, updateFromTensors } from "./tfjs.js";

const LABELS = [0, 1, 2, 2];
const PROBABILITIES = [0.75, 0.25, 0, 0.25, 0.5, 0.25, 0, 0.25, 0.75, 0, 0.625, 0.375];

describe("tensors", () => {
  const probabilities = tf.tensor2d(PROBABILITIES, [4, 3]);
  const indices = tf.tensor1d(LABELS, "int32");
  const oneHot = tf.oneHot(indices, 3);

  it.each([
    ["class indices", indices],
    ["one-hot rows", oneHot],
  ])("are evaluated like plain arrays, with labels as %s", async (_, labels) => {
    const expected = evaluateClassifier({ labels: LABELS, probabilities: PROBABILITIES });
    expect(await evaluateTensors({ probabilities, labels })).toEqual(expected);
  });

  it("are counted in a confusion matrix", async () => {
    const matrix = new ConfusionMatrix(3);
    await updateFromTensors(matrix, oneHot, probabilities);
    await updateFromTensors(matrix, indices, indices);
    expect(matrix.toArray()).toEqual([
      [2, 0, 0],
      [0, 2, 0],
      [0, 1, 3],
    ]);
  });

  it("of other ranks are refused", async () => {
    const cube = tf.zeros([2, 2, 2]);
    await expect(updateFromTensors(new ConfusionMatrix(3), cube, cube)).rejects.toThrow(/shape \[2,2,2\]/);
  });
});

describe("evaluationCallback", () => {
  it("evaluates a real model after each epoch of fit and leaves no tensors behind", async () => {
    const model = sequential({
      layers: [layers.dense({ units: 3, inputShape: [4], activation: "softmax" })],
    });
    model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy", metrics: ["accuracy"] });
    const classes = tf.tensor1d(
      Array.from({ length: 60 }, (_, i) => i % 3),
      "int32",
    );
    const x = tf.concat([tf.oneHot(classes, 3), tf.ones([60, 1])], 1) as tf.Tensor2D;
    const y = tf.oneHot(classes, 3);
    const seen: number[] = [];
    const callback = evaluationCallback({
      model,
      images: x,
      labels: y,
      classNames: ["a", "b", "c"],
      onEvaluation: (epoch) => seen.push(epoch),
    });
    await model.fit(x, y, { epochs: 1, verbose: 0 }); // the optimizer makes its own tensors once
    const tensors = tf.memory().numTensors;
    const { history } = await model.fit(x, y, {
      epochs: 3,
      callbacks: callback,
      validationData: [x, y],
      verbose: 0,
    });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(seen).toEqual([0, 1, 2]);
    expect(callback.evaluations.map(({ samples }) => samples)).toEqual([60, 60, 60]);

    const epochs = epochMetrics(history);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    // tfjs measures the same validation samples in float32.
    epochs.forEach(({ loss, accuracy, validationLoss, validationAccuracy }, i) => {
      expect(loss).toBeGreaterThan(0);
      expect(accuracy).toBeGreaterThanOrEqual(0);
      expect(validationLoss).toBeCloseTo(callback.evaluations[i].loss, 5);
      expect(validationAccuracy).toBeCloseTo(callback.evaluations[i].accuracy, 5);
    });
  });
});
