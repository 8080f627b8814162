import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { createArtifacts } from "./create-artifacts.js";
import { ModelError } from "./errors.js";
import type { Layer } from "./layers.js";
import { presets } from "./presets/index.js";

const everyKind: Layer[] = [
  { kind: "conv2d", filters: 6, kernelSize: 5, strides: 2, padding: "same", useBias: false },
  { kind: "batchNormalization" },
  { kind: "activation", activation: "relu" },
  { kind: "depthwiseConv2d", kernelSize: 3, activation: "relu" },
  { kind: "averagePooling2d", poolSize: 2 },
  { kind: "conv2d", filters: 8, kernelSize: 3, activation: "swish", initializer: "heNormal" },
  { kind: "maxPooling2d", poolSize: 3, strides: 2, padding: "same" },
  { kind: "globalAveragePooling2d" },
  { kind: "dropout", rate: 0.25 },
  { kind: "dense", units: 7, activation: "relu", initializer: "glorotNormal" },
  { kind: "dense", units: 10, activation: "softmax" },
];

const architectures = {
  ...Object.fromEntries(Object.values(presets).map((preset) => [preset.name, preset.architecture])),
  "every kind of layer": { layers: everyKind },
};

describe("createArtifacts", () => {
  it.each(Object.entries(architectures))(
    "gives %s as tfjs-layers would build it",
    async (_, architecture) => {
      await tf.setBackend("cpu");
      const artifacts = createArtifacts(architecture, { seed: 1 });
      const model = await layers.loadLayersModel(tf.io.fromMemory(artifacts));
      expect(model.outputs[0].shape).toEqual([null, 10]);
      const named = model.layers
        .flatMap((layer) => layer.weights)
        .map(({ originalName, shape }) => ({ name: originalName, shape }));
      expect(artifacts.weightSpecs.map(({ name, shape }) => ({ name, shape }))).toEqual(named);
      expect(artifacts.weightData.byteLength).toBe(4 * model.countParams());
    },
  );

  it("is a function of the seed", () => {
    const weights = (seed: number) =>
      new Uint8Array(createArtifacts(presets.fast.architecture, { seed }).weightData);
    expect(weights(1)).toEqual(weights(1));
    expect(weights(1)).not.toEqual(weights(2));
  });

  it.each([
    ["heUniform", 2 / 72, Math.sqrt(6 / 72)],
    ["heNormal", 2 / 72, Number.POSITIVE_INFINITY],
    ["glorotUniform", 2 / (72 + 36 * 36), Math.sqrt(6 / (72 + 36 * 36))],
    ["glorotNormal", 2 / (72 + 36 * 36), Number.POSITIVE_INFINITY],
  ] as const)("draws %s with variance %d", (initializer, variance, limit) => {
    // fan in 6 * 6 * 2 = 72, fan out 6 * 6 * 36
    const { weightData } = createArtifacts(
      {
        inputShape: [6, 6, 2],
        layers: [{ kind: "conv2d", filters: 36, kernelSize: 6, useBias: false, initializer }],
      },
      { seed: 3 },
    );
    const values = [...new Float32Array(weightData)];
    const measured = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(measured / variance).toBeGreaterThan(0.93);
    expect(measured / variance).toBeLessThan(1.07);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit);
  });

  it("begins a last layer of zeros without an opinion", () => {
    const { weightData } = createArtifacts(
      {
        inputShape: [2, 2, 1],
        layers: [
          { kind: "flatten" },
          { kind: "dense", units: 3, activation: "softmax", initializer: "zeros" },
        ],
      },
      { seed: 3 },
    );
    expect(new Float32Array(weightData)).toEqual(new Float32Array(4 * 3 + 3));
  });

  it("keeps tiny below 8,000 parameters", () => {
    expect(createArtifacts(presets.tiny.architecture, { seed: 0 }).weightData.byteLength / 4).toBeLessThan(
      8000,
    );
  });

  it.each<[string, Layer[]]>([
    ["dense on images", [{ kind: "dense", units: 10 }]],
    ["a convolution on vectors", [{ kind: "flatten" }, { kind: "conv2d", filters: 1, kernelSize: 3 }]],
    ["a window larger than the image", [{ kind: "maxPooling2d", poolSize: 29 }]],
  ])("refuses %s", (_, chain) => {
    expect(() => createArtifacts({ layers: chain }, { seed: 0 })).toThrow(ModelError);
  });

  it.each<[string, Layer]>([
    ["an unknown kind of layer", { kind: "conv3d" as "flatten" }],
    ["negative filters", { kind: "conv2d", filters: -1, kernelSize: 3 }],
    ["a dropout of everything", { kind: "dropout", rate: 1 }],
    ["no layer at all", null as never],
    ["a momentum that is no number", { kind: "batchNormalization", momentum: Number.NaN }],
    ["a negative epsilon", { kind: "batchNormalization", epsilon: -1 }],
  ])("refuses %s", (_, layer) => {
    expect(() => createArtifacts({ layers: [layer] }, { seed: 0 })).toThrow(ModelError);
  });

  it.each<[string, object]>([
    ['conv2d has no "stride"; it may have kind, filters, kernelSize, strides', { stride: 2 }],
    ["conv2d: filters must be an integer of at least 1, got undefined", { filters: undefined }],
    ["conv2d: padding must be one of valid, same, got SAME", { padding: "SAME" }],
    ["conv2d: activation must be one of linear, relu", { activation: "relo" }],
    ["conv2d: initializer must be one of glorotUniform", { initializer: "heUnifrom" }],
    ["conv2d: useBias must be true or false, got no", { useBias: "no" }],
  ])("refuses what would be left out unnoticed: %s", (message, wrong) => {
    const layer = { kind: "conv2d", filters: 4, kernelSize: 3, ...wrong } as Layer;
    const refusal = expect.objectContaining({
      code: "ERR_MNIST_ARGUMENT",
      message: expect.stringContaining(message),
    });
    expect(() => createArtifacts({ layers: [layer] }, { seed: 0 })).toThrowError(refusal);
  });
});
