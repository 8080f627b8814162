import type { Architecture } from "@mnist/model";

/** The networks that people train on MNIST, by the names of bench/lib/torch-train.py. */
export const networks: Record<string, Architecture> = {
  /** https://keras.io/examples/vision/mnist_convnet */
  keras: {
    layers: [
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 64, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "flatten" },
      { kind: "dropout", rate: 0.5 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  /** https://github.com/tensorflow/tfjs-examples/tree/master/mnist-node */
  "mnist-node": {
    layers: [
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu" },
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 64, kernelSize: 3, activation: "relu" },
      { kind: "conv2d", filters: 64, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "flatten" },
      { kind: "dropout", rate: 0.25 },
      { kind: "dense", units: 512, activation: "relu" },
      { kind: "dropout", rate: 0.5 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  /** https://github.com/pytorch/examples/tree/main/mnist */
  "pytorch-example": {
    layers: [
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu" },
      { kind: "conv2d", filters: 64, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "dropout", rate: 0.25 },
      { kind: "flatten" },
      { kind: "dense", units: 128, activation: "relu" },
      { kind: "dropout", rate: 0.5 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  /** LeCun et al. 1998, with relu and max pooling as it is built today. */
  "lenet-5": {
    layers: [
      { kind: "conv2d", filters: 6, kernelSize: 5, padding: "same", activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 16, kernelSize: 5, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "flatten" },
      { kind: "dense", units: 120, activation: "relu" },
      { kind: "dense", units: 84, activation: "relu" },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  /** The ConvNet of jax-js's MNIST page. */
  "jax-js": {
    layers: [
      { kind: "conv2d", filters: 24, kernelSize: 5, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "conv2d", filters: 32, kernelSize: 3, activation: "relu" },
      { kind: "maxPooling2d", poolSize: 2 },
      { kind: "flatten" },
      { kind: "dense", units: 128, activation: "relu" },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
  "batch-norm": {
    layers: [
      ...block(16),
      { kind: "maxPooling2d", poolSize: 2 },
      ...block(32),
      { kind: "maxPooling2d", poolSize: 2 },
      ...block(64),
      { kind: "flatten" },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
  },
};

function block(filters: number): Architecture["layers"] {
  return [
    { kind: "conv2d", filters, kernelSize: 3, padding: "same" },
    { kind: "batchNormalization" },
    { kind: "activation", activation: "relu" },
  ];
}
