import { Random } from "@mnist/random";
import { describe, expect, it } from "vitest";
import { compile } from "../dist/index.js";
import { buildGraph } from "../src/graph/build.js";
import { findFields } from "../src/plan/rewrites/findFields.js";
import { foldOperations } from "../src/plan/rewrites/fold.js";
import { artifactsOf, layers, randomizeWeights } from "./tfjs.js";

const { conv2d, maxPooling2d, batchNormalization, reshape, dropout, flatten, dense } = layers.layers;

type Layers = NonNullable<NonNullable<Parameters<typeof layers.sequential>[0]>["layers"]>;

/** Two convolutions, the second with pooling, and what is between them. */
function network(first: object, between: Layers = [], second: object = {}, shape = [28, 28, 1]) {
  const model = layers.sequential({
    layers: [
      conv2d({ inputShape: shape, filters: 8, kernelSize: 3, activation: "relu", ...first }),
      ...between,
      conv2d({ filters: 8, kernelSize: 3, activation: "relu", ...second }),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units: 10, activation: "softmax" }),
    ],
  });
  randomizeWeights(model, new Random(1, "weights"));
  return model;
}

async function fieldOf(model: layers.LayersModel) {
  const graph = buildGraph(await artifactsOf(model));
  const convolutions = findFields(foldOperations(graph), graph).filter((node) => node.kind === "conv2d");
  const { rows, columns, down, right } = convolutions[1].field ?? {};
  return [rows, columns, down, right];
}

describe("what a second convolution sees of the image", () => {
  it.each([
    ["3 x 3 through 3 x 3", network({}), [5, 5, 1, 1]],
    ["3 x 3 through 5 x 2 and pooling", network({ kernelSize: [5, 2] }, [maxPooling2d({})]), [10, 7, 2, 2]],
    [
      "2 x 3 with strides through 3 x 3 with others",
      network({ strides: [2, 1] }, [], { kernelSize: [2, 3], strides: [1, 3] }),
      [5, 5, 2, 3],
    ],
    ["1 x 1 through 1 x 1", network({ kernelSize: 1 }, [], { kernelSize: 1 }), [1, 1, 1, 1]],
  ])("%s", async (_, model, expected) => {
    expect(await fieldOf(model)).toEqual(expected);
  });

  it.each([
    ["a padded first layer", network({ padding: "same" })],
    ["a padded second layer", network({}, [], { padding: "same" })],
    ["normalization between them", network({}, [batchNormalization()])],
    ["dropout between them", network({}, [dropout({ rate: 0.5 })])],
    ["another activation", network({ activation: "tanh" })],
    ["another image", network({}, [reshape({ targetShape: [26, 52, 4] })])],
    ["a first layer by Winograd", network({}, [], {}, [28, 28, 8])],
  ])("is not known with %s", async (_, model) => {
    expect(await fieldOf(model)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

it("gives the same bits with any number of threads where windows are narrower than a vector", async () => {
  const artifacts = await artifactsOf(network({ kernelSize: 1 }, [], { kernelSize: 1 }));
  // Two pictures with something in the middle, and in the first corner, which follows the others' last one in memory.
  const images = new Uint8Array(2 * 784).fill(200, 784, 784 + 5);
  for (let y = 10; y < 16; y++) for (let x = 8; x < 20; x++) images[y * 28 + x] = 1 + ((x * y) % 255);
  const data = { images, labels: new Uint8Array(2) };
  const results = [];
  for (const threads of [1, 2, 3]) {
    const executor = await compile(artifacts, { threads, deterministic: true });
    const trainer = await executor.trainer({ optimizer: { name: "sgd" }, seed: 1, data, maxBatchSize: 8 });
    await trainer.step(Uint32Array.of(0, 0, 0, 1, 0, 0, 0), { learningRate: 30 });
    results.push(new Float32Array(executor.weights()));
    await executor.close();
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
