import type { Random } from "@mnist/random";
import type { TrainerOptions, WeightSpec } from "../src/types.js";
import { artifactsOf, layers } from "./tfjs.js";

export interface FuzzModel {
  modelTopology: object;
  weightSpecs: WeightSpec[];
  weightData: ArrayBuffer;
}

/** Models that hold every layer class the runtime knows, small enough for thousands of runs. */
export async function seeds(): Promise<FuzzModel[]> {
  const l = layers.layers;
  const input = layers.input({ shape: [7, 7, 2] });
  const apply = (layer: layers.layers.Layer, ...x: layers.SymbolicTensor[]) =>
    layer.apply(x.length === 1 ? x[0] : x) as layers.SymbolicTensor;
  const conv = apply(l.conv2d({ filters: 4, kernelSize: 3, padding: "same", useBias: false }), input);
  const normalized = apply(l.leakyReLU({ alpha: 0.1 }), apply(l.batchNormalization(), conv));
  const side = apply(l.conv2d({ filters: 4, kernelSize: 1, activation: "swish" }), normalized);
  const joined = apply(l.concatenate(), apply(l.add(), normalized, side, conv), side);
  const tail = apply(l.layerNormalization({}), apply(l.globalMaxPooling2d({}), joined));
  const functional = layers.model({ inputs: input, outputs: apply(l.dense({ units: 3 }), tail) });
  const models = [
    layers.sequential({
      layers: [
        l.conv2d({ inputShape: [8, 9, 1], filters: 8, kernelSize: 3, activation: "relu" }),
        l.maxPooling2d({ poolSize: 2 }),
        l.conv2d({ filters: 8, kernelSize: 3, padding: "same", activation: "relu" }),
        l.conv2d({ filters: 8, kernelSize: 3, padding: "same" }),
        l.flatten(),
        l.dropout({ rate: 0.5 }),
        l.dense({ units: 3, activation: "softmax" }),
      ],
    }),
    layers.sequential({
      layers: [
        l.zeroPadding2d({ inputShape: [6, 6, 3], padding: 1 }),
        l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2 } as never),
        l.reLU({ maxValue: 6 }),
        l.separableConv2d({ filters: 5, kernelSize: 2, padding: "same" }),
        l.averagePooling2d({ poolSize: 2, strides: 1 }),
        l.elu({}),
        l.globalAveragePooling2d({}),
        l.dense({ units: 3, activation: "gelu" }),
        l.softmax({}),
      ] as layers.layers.Layer[],
    }),
    layers.sequential({
      layers: [
        l.reshape({ inputShape: [24], targetShape: [2, 4, 3] }),
        l.dropout({ rate: 0.25 }),
        l.activation({ activation: "tanh" }),
        l.flatten(),
        l.dense({ units: 16, activation: "sigmoid", useBias: false }),
        l.dense({ units: 3 }),
      ],
    }),
    functional,
  ];
  const all = await Promise.all(models.map(artifactsOf));
  return all.map(({ modelTopology, weightSpecs, weightData }) => ({
    modelTopology,
    weightSpecs,
    weightData,
  }));
}

const CLASSES = `Conv2D DepthwiseConv2D SeparableConv2D Dense MaxPooling2D AveragePooling2D GlobalMaxPooling2D
GlobalAveragePooling2D Flatten Reshape ZeroPadding2D Dropout SpatialDropout2D BatchNormalization LayerNormalization
Activation ReLU LeakyReLU ELU Softmax Add Concatenate InputLayer LSTM constructor __proto__ toString`.split(
  /\s+/,
);
const ACTIVATIONS = "linear relu relu6 elu sigmoid tanh swish silu gelu softmax selu".split(" ");
const NUMBERS = [0, 1, 2, 3, 4, 5, 8, 17, 64, 300, 4096, 65536, 2 ** 20, 2 ** 24, 2 ** 31, 2 ** 53, 1e308];
const ODD_NUMBERS = [-1, -2, -7, 0.5, 1.5, -0.1, 1e-9, Number.NaN, Number.POSITIVE_INFINITY, -(2 ** 31)];
const ODD = [
  null,
  undefined,
  true,
  false,
  "",
  "same",
  "valid",
  "channels_first",
  {},
  [],
  [1],
  [2, 2],
  [null, 3, 3, 1],
];

/** Some value to put where another one was. */
function anything(random: Random): unknown {
  const lists: readonly unknown[][] = [NUMBERS, NUMBERS, ODD_NUMBERS, ODD, CLASSES, ACTIVATIONS];
  return pick(random, pick(random, lists));
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.integer(list.length)];
}

type Container = Record<string, unknown>;

/** Every object and array below `root`. */
function containers(root: unknown, found: Container[] = []): Container[] {
  if (typeof root !== "object" || root === null || ArrayBuffer.isView(root) || root instanceof ArrayBuffer)
    return found;
  found.push(root as Container);
  for (const value of Object.values(root)) containers(value, found);
  return found;
}

/** Changes one place somewhere below `root`: another value, none, one twice, two swapped, an extent more or less. */
export function mutate(root: object, random: Random): void {
  const parents = containers(root).filter((parent) => Object.keys(parent).length > 0);
  if (parents.length === 0) return;
  const parent = pick(random, parents);
  const keys = Object.keys(parent);
  const key = pick(random, keys);
  const value = parent[key];
  if (typeof value === "number" && random.integer(2) === 0) {
    parent[key] = value + random.integer(5) - 2;
    return;
  }
  const kind = random.integer(8);
  if (kind === 0 && !Array.isArray(parent)) delete parent[key];
  else if (Array.isArray(parent) && kind <= 1) parent.splice(Number(key), 1);
  else if (Array.isArray(parent) && kind === 2) parent.splice(Number(key), 0, structuredClone(value));
  else if (kind === 3) {
    const other = pick(random, keys);
    [parent[key], parent[other]] = [parent[other], value];
  } else if (key === "class_name") parent[key] = pick(random, CLASSES);
  else if (key === "activation") parent[key] = pick(random, ACTIVATIONS);
  else if (key === "padding" && kind < 7) parent[key] = pick(random, ["same", "valid"]);
  else parent[key] = structuredClone(anything(random));
}

/** Floats that include zeros, subnormals, infinities and NaN. */
export function oddFloats(length: number, random: Random): Float32Array {
  const odd = [0, -0, 1e-42, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NaN];
  const share = random.integer(3) === 0 ? 20 : 0;
  return Float32Array.from({ length }, () =>
    random.integer(100) < share ? pick(random, odd) : random.uniform(-1, 1),
  );
}

/** Options for a training on `data`, mostly right. */
export function trainerOptions(data: TrainerOptions["data"], random: Random): TrainerOptions {
  const names = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"] as const;
  const options: TrainerOptions = {
    optimizer: { name: pick(random, names) },
    seed: random.uint32(),
    data,
    maxBatchSize: 4 + random.integer(9),
    ...(random.integer(3) === 0 && { l2: 0.01 }),
    ...(random.integer(3) === 0 && { clipNorm: 0.5 }),
    ...(random.integer(3) === 0 && { labelSmoothing: 0.1 }),
    ...(random.integer(3) === 0 && { loss: "meanSquaredError" as const }),
    ...(random.integer(3) === 0 && { movingAverage: { decay: 0.9 } }),
  };
  if (random.integer(3) === 0) mutate(options, random);
  return options;
}
