import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { ModelArtifacts } from "../artifacts.js";

const { layers } = tfl;
type Args<T extends (...args: never[]) => unknown> = Partial<Parameters<T>[0]>;

let seed = 0;
const initializer = () => tfl.initializers.glorotUniform({ seed: seed++ });
const conv = (
  filters: number,
  kernelSize: number | [number, number],
  more: Args<typeof layers.conv2d> = {},
) => layers.conv2d({ filters, kernelSize, kernelInitializer: initializer(), ...more });
const classes = (more: Args<typeof layers.dense> = {}) =>
  layers.dense({ units: 10, kernelInitializer: initializer(), activation: "softmax", ...more });
const relu = { activation: "relu" } as const;
const inputShape = [28, 28, 1];

/** Small networks that together hold every layer which the executors train. */
export const networks = {
  convolutions: () =>
    tfl.sequential({
      layers: [
        conv(4, 3, { inputShape, strides: 2, ...relu }),
        layers.maxPooling2d({ poolSize: 2 }),
        conv(6, 3, relu),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        classes(),
      ],
    }),
  dense: () =>
    tfl.sequential({
      layers: [
        layers.flatten({ inputShape }),
        layers.dense({ units: 12, kernelInitializer: initializer(), activation: "sigmoid" }),
        classes(),
      ],
    }),
  "strides and padding": () =>
    tfl.sequential({
      layers: [
        conv(4, [5, 3], { inputShape, strides: [2, 3], padding: "same", activation: "tanh", useBias: false }),
        layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
        layers.zeroPadding2d({
          padding: [
            [1, 2],
            [0, 1],
          ],
        }),
        conv(5, 2, { strides: 2, activation: "sigmoid" }),
        layers.averagePooling2d({ poolSize: 2, strides: 1, padding: "same" }),
        layers.flatten(),
        classes(),
      ],
    }),
  dilation: () =>
    tfl.sequential({
      layers: [
        conv(3, 3, { inputShape, strides: 2, ...relu }),
        conv(4, 3, { dilationRate: 2, ...relu }),
        layers.globalMaxPooling2d({}),
        classes(),
      ],
    }),
  "batch normalization": () =>
    tfl.sequential({
      layers: [
        conv(4, 3, { inputShape, strides: 2, useBias: false }),
        layers.batchNormalization({}),
        layers.activation(relu),
        conv(5, 3, { useBias: false }),
        layers.batchNormalization({ momentum: 0.9, epsilon: 0.01 }),
        layers.leakyReLU({ alpha: 0.1 }),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 12, kernelInitializer: initializer(), activation: "elu" }),
        layers.batchNormalization({}),
        classes(),
      ],
    }),
  depthwise: () =>
    tfl.sequential({
      layers: [
        conv(4, 3, { inputShape, strides: 2, activation: "swish" }),
        layers.depthwiseConv2d({
          kernelSize: 3,
          depthMultiplier: 2,
          padding: "same",
          depthwiseInitializer: initializer(),
          activation: "relu6",
        }),
        layers.separableConv2d({
          filters: 5,
          kernelSize: 3,
          strides: 2,
          depthwiseInitializer: initializer(),
          pointwiseInitializer: initializer(),
          activation: "relu",
        }),
        layers.layerNormalization({}),
        layers.reshape({ targetShape: [180] }),
        classes({ activation: "linear" }),
        layers.softmax({}),
      ],
    }),
  residual: () => {
    const input = tfl.input({ shape: inputShape });
    const start = conv(4, 3, { strides: 2, ...relu }).apply(input) as tfl.SymbolicTensor;
    const branch = conv(4, 3, { padding: "same", activation: "gelu" }).apply(start) as tfl.SymbolicTensor;
    const sum = layers.add().apply([start, branch]) as tfl.SymbolicTensor;
    const both = layers.concatenate().apply([sum, start]) as tfl.SymbolicTensor;
    const pooled = layers.maxPooling2d({ poolSize: 2 }).apply(both);
    const flat = layers.flatten().apply(pooled);
    const logits = classes({ activation: "linear" }).apply(flat);
    const outputs = layers.activation({ activation: "softmax" }).apply(logits) as tfl.SymbolicTensor;
    return tfl.model({ inputs: input, outputs });
  },
  dropout: () =>
    tfl.sequential({
      layers: [
        conv(4, 5, { inputShape, strides: 3, ...relu }),
        layers.dropout({ rate: 0.25 }),
        layers.flatten(),
        layers.dense({ units: 20, kernelInitializer: initializer(), ...relu }),
        layers.dropout({ rate: 0.5 }),
        classes(),
      ],
    }),
};

/** One of the networks as `model.save` would write it, with the same weights every time. */
export async function toArtifacts(network: keyof typeof networks): Promise<ModelArtifacts> {
  seed = 1;
  const model = networks[network]();
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  model.dispose();
  const { modelTopology, weightSpecs, weightData } = saved!;
  const parts = Array.isArray(weightData) ? weightData : [weightData as ArrayBuffer];
  return {
    modelTopology: modelTopology as object,
    weightSpecs: weightSpecs as ModelArtifacts["weightSpecs"],
    weightData: await new Blob(parts).arrayBuffer(),
  };
}
