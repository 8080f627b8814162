import { loadMnist } from "@mnist/dataset";
import * as ort from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import type { ModelArtifacts } from "../artifacts.js";
import { createArtifacts } from "../create-artifacts.js";
import { createExecutor } from "../executors.js";
import type { Layer } from "../layers.js";
import { loadPretrained, pretrained } from "../pretrained.js";
import { toOnnx } from "./index.js";

const COUNT = 50;
const images = (await loadMnist()).test.images.slice(0, COUNT * 784);

async function byOnnxRuntime(artifacts: ModelArtifacts): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(toOnnx(artifacts));
  const input = new ort.Tensor(
    "float32",
    Float32Array.from(images, (v) => v / 255),
    [COUNT, 28, 28, 1],
  );
  const { probabilities } = await session.run({ images: input });
  await session.release();
  return probabilities.data as Float32Array;
}

async function largestDifference(artifacts: ModelArtifacts): Promise<number> {
  const executor = await createExecutor(artifacts, { threads: 1 });
  const ours = await executor.predict(images);
  await executor.close();
  const theirs = await byOnnxRuntime(artifacts);
  expect(theirs).toHaveLength(ours.length);
  return Math.max(...ours.map((value, i) => Math.abs(value - theirs[i])));
}

/** Weights that no layer leaves as it is: batch normalization and biases start as the identity. */
function withVariedWeights(artifacts: ModelArtifacts): ModelArtifacts {
  const values = new Float32Array(artifacts.weightData.slice(0));
  return { ...artifacts, weightData: values.map((v, i) => v + 0.05 + 0.04 * Math.sin(i)).buffer };
}

const conv: Layer = { kind: "conv2d", filters: 6, kernelSize: 3, activation: "relu" };
const answer: Layer[] = [{ kind: "flatten" }, { kind: "dense", units: 10, activation: "softmax" }];

describe("toOnnx", () => {
  it.each(pretrained)(
    "writes %s so that ONNX Runtime gives the same probabilities within 1e-5",
    async (name) => {
      expect(await largestDifference(await loadPretrained(name))).toBeLessThan(1e-5);
    },
  );

  const networks: [string, Layer[]][] = [
    ["strides and same padding", [{ ...conv, strides: 2, padding: "same" }, ...answer]],
    [
      "a convolution without bias, then batch normalization",
      [{ ...conv, useBias: false }, { kind: "batchNormalization" }, ...answer],
    ],
    [
      "depthwise convolution",
      [conv, { kind: "depthwiseConv2d", kernelSize: 3, padding: "same", activation: "swish" }, ...answer],
    ],
    [
      "pooling of both kinds, padded",
      [
        { kind: "maxPooling2d", poolSize: 3, strides: 2, padding: "same" },
        { kind: "averagePooling2d", poolSize: 3, padding: "same" },
        ...answer,
      ],
    ],
    [
      "global pooling",
      [conv, { kind: "globalAveragePooling2d" }, { kind: "dense", units: 10, activation: "softmax" }],
    ],
    [
      "dense layers, dropout and every activation",
      [
        { kind: "flatten" },
        ...(["elu", "tanh", "sigmoid", "linear"] as const).map(
          (activation): Layer => ({ kind: "dense", units: 12, activation }),
        ),
        { kind: "activation", activation: "swish" },
        { kind: "batchNormalization" },
        { kind: "dropout", rate: 0.5 },
        { kind: "dense", units: 10, activation: "softmax" },
      ],
    ],
  ];
  it.each(networks)("converts %s", async (_name, layers) => {
    const artifacts = withVariedWeights(createArtifacts({ layers }, { seed: 3 }));
    expect(await largestDifference(artifacts)).toBeLessThan(2e-5);
  });

  it("keeps what the model says about itself", async () => {
    const artifacts = createArtifacts({ layers: answer }, { seed: 1 });
    const file = toOnnx({ ...artifacts, userDefinedMetadata: { calibration: { temperature: 1.5 } } });
    expect(Buffer.from(file).includes('{"calibration":{"temperature":1.5}}')).toBe(true);
  });

  it("names a layer that ONNX has no operator for here, and refuses what is no sequence", () => {
    const artifacts = createArtifacts({ layers: answer }, { seed: 1 });
    const text = JSON.stringify(artifacts.modelTopology);
    const odd = { ...artifacts, modelTopology: JSON.parse(text.replace('"Flatten"', '"Cropping2D"')) };
    expect(() => toOnnx(odd)).toThrow(/flatten_1 cannot be written as ONNX.*Cropping2D/);
    const branched = { ...artifacts, modelTopology: JSON.parse(text.replace('"Sequential"', '"Model"')) };
    expect(() => toOnnx(branched)).toThrow(/not a plain sequence/);
  });

  it.each([
    ["conv2d_1", { data_format: "channels_first" }, /its data_format is "channels_first"/],
    ["batch_normalization_1", { axis: 1 }, /it normalizes axis 1/],
    ["batch_normalization_1", { axis: [2] }, /it normalizes axis 2/],
  ])("refuses what it would write as another network: %s with %j", (name, odd, why) => {
    const artifacts = createArtifacts(
      { layers: [conv, { kind: "batchNormalization" }, ...answer] },
      { seed: 1 },
    );
    const modelTopology = structuredClone(artifacts.modelTopology) as {
      config: { layers: { config: Record<string, unknown> }[] };
    };
    for (const { config } of modelTopology.config.layers)
      if (config.name === name) Object.assign(config, odd);
    expect(() => toOnnx({ ...artifacts, modelTopology })).toThrow(why);
  });
});
