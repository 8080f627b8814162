import { Random } from "@mnist/random";
import { describe, expect, it } from "vitest";
import {
  artifactsOf,
  brokenGuards,
  compileGuarded,
  imageTensor,
  layers,
  paintGuards,
  randomBytes,
  randomizeWeights,
  relativeError,
  tf,
  tfjsGradients,
} from "./tfjs.js";

const CASES_PER_LAYER = Number(process.env.LAYER_CASES ?? 6);
const CLASSES = 5;
/** float32 against float32 with another order of summation. */
const BOUND = 1e-5;

type Symbolic = layers.SymbolicTensor;
type Apply = (x: Symbolic, random: Random) => Symbolic;

const one =
  (...choices: (number | string)[]) =>
  (random: Random) =>
    choices[random.integer(choices.length)];
const padding = (random: Random) => one("same", "valid")(random) as "same" | "valid";

/** One entry for each layer class: a random member of its family in the middle of a small network. */
const FAMILIES: Record<string, Apply> = {
  conv2d: (x, r) =>
    layers.layers
      .conv2d({
        filters: 1 + r.integer(20),
        kernelSize: [1 + r.integer(4), 1 + r.integer(4)],
        strides: [1 + r.integer(2), 1 + r.integer(3)],
        padding: padding(r),
        useBias: r.integer(2) === 0,
        activation: one("relu", "linear", "tanh")(r) as "relu",
      })
      .apply(x) as Symbolic,
  "conv2d relu pool": (x, r) => {
    const filters = [8, 16, 4, 3, 12, 20][r.integer(6)];
    const convolved = layers.layers
      .conv2d({ filters, kernelSize: 3, padding: padding(r), activation: "relu" })
      .apply(x);
    return layers.layers.maxPooling2d({ poolSize: 2 }).apply(convolved) as Symbolic;
  },
  "conv2d 3x3": (x, r) => {
    const filters = 4 * (1 + r.integer(6));
    const first = layers.layers
      .conv2d({ filters, kernelSize: 3, padding: padding(r), activation: "relu" })
      .apply(x);
    return layers.layers
      .conv2d({ filters: 4 * (1 + r.integer(6)), kernelSize: 3, padding: padding(r), activation: "relu" })
      .apply(first) as Symbolic;
  },
  // More padding than image: no dense layer, though it sees one pixel.
  "conv2d 3x3 over one pixel": (x, r) => {
    const poolSize = [x.shape[1] as number, x.shape[2] as number] as [number, number];
    const convolved = layers.layers.conv2d({ filters: 1 + r.integer(12), kernelSize: 1 }).apply(x);
    const pixel = layers.layers.maxPooling2d({ poolSize }).apply(convolved);
    const filters = [5, 8, 16, 20][r.integer(4)];
    return layers.layers
      .conv2d({ filters, kernelSize: 3, padding: "same", activation: one("relu", "linear")(r) as "relu" })
      .apply(pixel) as Symbolic;
  },
  // Tiles of three pixels, and an input gradient by the tiles of the output.
  "conv2d 3x3 with relu on a small image": (x, r) => {
    const first = layers.layers
      .conv2d({ filters: 8, kernelSize: 3, padding: padding(r) })
      .apply(x) as Symbolic;
    const isPadded = Math.min(first.shape[1]!, first.shape[2]!) < 4;
    return layers.layers
      .conv2d({
        filters: 8 * (1 + r.integer(2)),
        kernelSize: 3,
        padding: isPadded ? "same" : "valid",
        activation: "relu",
      })
      .apply(first) as Symbolic;
  },
  // Channels that are rounded up where only convolutions read them.
  "conv2d relu pool conv2d": (x, r) => {
    const kernelSize = 2 + r.integer(4);
    const filters = [3, 6, 7, 10, 5][r.integer(5)];
    const first = layers.layers
      .conv2d({
        filters,
        kernelSize,
        padding: "same",
        activation: one("relu", "tanh", "sigmoid")(r) as "relu",
      })
      .apply(x);
    const pooled = layers.layers.maxPooling2d({ poolSize: 2 }).apply(first);
    return layers.layers
      .conv2d({ filters: [6, 8, 11][r.integer(3)], kernelSize, padding: "same", activation: "relu" })
      .apply(pooled) as Symbolic;
  },
  depthwiseConv2d: (x, r) =>
    layers.layers
      .depthwiseConv2d({
        kernelSize: [1 + r.integer(3), 1 + r.integer(3)],
        strides: 1 + r.integer(2),
        depthMultiplier: 1 + r.integer(3),
        padding: padding(r),
        useBias: r.integer(2) === 0,
      } as never)
      .apply(x) as Symbolic,
  separableConv2d: (x, r) =>
    layers.layers
      .separableConv2d({
        filters: 1 + r.integer(9),
        kernelSize: 1 + r.integer(3),
        depthMultiplier: 1 + r.integer(2),
        padding: padding(r),
      })
      .apply(x) as Symbolic,
  maxPooling2d: (x, r) =>
    layers.layers
      .maxPooling2d({
        poolSize: [1 + r.integer(3), 1 + r.integer(3)],
        strides: [1 + r.integer(3), 1 + r.integer(3)],
        padding: padding(r),
      })
      .apply(x) as Symbolic,
  "batchNormalization relu": (x) => {
    const normalized = layers.layers.batchNormalization({ momentum: 0.9 }).apply(x);
    return layers.layers.reLU().apply(normalized) as Symbolic;
  },
  "batchNormalization relu pool": (x, r) => {
    const normalized = layers.layers.batchNormalization({ momentum: 0.9 }).apply(x);
    const activated = r.integer(3) === 0 ? normalized : layers.layers.reLU().apply(normalized);
    return layers.layers.maxPooling2d({ poolSize: 2 }).apply(activated) as Symbolic;
  },
  // A channel that was added to fill a vector has no variance: without epsilon it would be 0 / 0.
  "batchNormalization without epsilon on odd channels": (x, r) => {
    const { conv2d, batchNormalization, reLU, maxPooling2d } = layers.layers;
    const odd = { filters: [3, 5, 6, 7, 11][r.integer(5)], kernelSize: 3, padding: "same" } as const;
    const first = conv2d({ ...odd, activation: one("tanh", "linear")(r) as "relu" }).apply(x);
    const convolved = r.integer(2) === 0 ? first : conv2d(odd).apply(first);
    const normalized = batchNormalization({ epsilon: 0, momentum: 0.9 }).apply(convolved);
    const pooled = maxPooling2d({ poolSize: 2 }).apply(reLU().apply(normalized));
    return conv2d({ ...odd, filters: 6 }).apply(r.integer(2) === 0 ? pooled : normalized) as Symbolic;
  },
  "batchNormalization, reshape and pool": (x) => {
    const normalized = layers.layers.batchNormalization({ momentum: 0.9 }).apply(x);
    const targetShape = [x.shape[2] as number, x.shape[1] as number, x.shape[3] as number];
    const turned = layers.layers.reshape({ targetShape }).apply(normalized);
    return layers.layers.maxPooling2d({ poolSize: 2 }).apply(turned) as Symbolic;
  },
  // Only without padding: tfjs's gradient divides by the whole window even where its output does not.
  averagePooling2d: (x, r) =>
    layers.layers
      .averagePooling2d({
        poolSize: [1 + r.integer(3), 1 + r.integer(3)],
        strides: [1 + r.integer(3), 1 + r.integer(3)],
        padding: "valid",
      })
      .apply(x) as Symbolic,
  globalAveragePooling2d: (x) => layers.layers.globalAveragePooling2d({}).apply(x) as Symbolic,
  globalMaxPooling2d: (x) => layers.layers.globalMaxPooling2d({}).apply(x) as Symbolic,
  "dense on pixels": (x, r) =>
    layers.layers.dense({ units: 1 + r.integer(20), activation: "relu" }).apply(x) as Symbolic,
  "dense after flatten": (x, r) => {
    const flat = layers.layers.flatten().apply(x);
    return layers.layers.dense({ units: 1 + r.integer(40), activation: "sigmoid" }).apply(flat) as Symbolic;
  },
  "dense with many weights": (x) => {
    const flat = layers.layers.flatten().apply(x) as Symbolic;
    const units = Math.ceil(70_000 / (flat.shape[1] as number));
    return layers.layers.dense({ units, activation: "relu" }).apply(flat) as Symbolic;
  },
  reshape: (x) =>
    layers.layers
      .reshape({ targetShape: [x.shape[2] as number, x.shape[3] as number, x.shape[1] as number] })
      .apply(x) as Symbolic,
  zeroPadding2d: (x, r) =>
    layers.layers
      .zeroPadding2d({
        padding: [
          [r.integer(3), r.integer(2)],
          [r.integer(2), r.integer(3)],
        ],
      })
      .apply(x) as Symbolic,
  batchNormalization: (x) => layers.layers.batchNormalization({ momentum: 0.9 }).apply(x) as Symbolic,
  layerNormalization: (x) => layers.layers.layerNormalization({}).apply(x) as Symbolic,
  ...Object.fromEntries(
    ["relu", "relu6", "elu", "sigmoid", "tanh", "swish", "gelu", "softmax"].map((activation) => [
      `activation ${activation}`,
      (x: Symbolic) => layers.layers.activation({ activation: activation as "relu" }).apply(x) as Symbolic,
    ]),
  ),
  leakyReLU: (x) => layers.layers.leakyReLU({ alpha: 0.2 }).apply(x) as Symbolic,
  elu: (x) => layers.layers.elu({}).apply(x) as Symbolic,
  "reLU with maximum 6": (x) => layers.layers.reLU({ maxValue: 6 }).apply(x) as Symbolic,
  "add (residual)": (x) => {
    const side = layers.layers
      .conv2d({ filters: x.shape[3] as number, kernelSize: 3, padding: "same", activation: "relu" })
      .apply(x);
    return layers.layers.add().apply([x, side, x] as layers.SymbolicTensor[]) as Symbolic;
  },
  concatenate: (x, r) => {
    const side = layers.layers.conv2d({ filters: 1 + r.integer(6), kernelSize: 1 }).apply(x);
    return layers.layers
      .concatenate({ axis: [-1, 3][r.integer(2)] })
      .apply([side, x] as layers.SymbolicTensor[]) as Symbolic;
  },
};

/** The same where the layer gets the images themselves, of one channel. */
const FIRST_FAMILIES: Record<string, Apply> = {
  "batchNormalization, relu and pool after the first convolution": (x, r) => {
    const { conv2d, batchNormalization, reLU, maxPooling2d } = layers.layers;
    const convolved = conv2d({
      filters: [8, 4, 12, 20, 6][r.integer(5)],
      kernelSize: 3,
      padding: padding(r),
      useBias: r.integer(2) === 0,
    }).apply(x);
    const normalized = batchNormalization({ momentum: 0.9 }).apply(convolved);
    const activated = r.integer(3) === 0 ? normalized : reLU().apply(normalized);
    const pooled = r.integer(3) === 0 ? activated : maxPooling2d({ poolSize: 2 }).apply(activated);
    return conv2d({ filters: 8, kernelSize: 3, padding: "same" }).apply(pooled) as Symbolic;
  },
};

/** First layers and what sees nothing of the image through them. */
const blankMargins: Apply = (x, r) => {
  const { conv2d, maxPooling2d, reshape } = layers.layers;
  const first = conv2d({
    filters: [4, 8, 12, 16][r.integer(4)],
    kernelSize: [1 + r.integer(5), 1 + r.integer(5)],
    strides: [1 + r.integer(2), 1 + r.integer(2)],
    padding: one("valid", "valid", "valid", "same")(r) as "valid",
    activation: one("relu", "linear", "tanh")(r) as "relu",
    trainable: r.integer(5) > 0,
  }).apply(x) as Symbolic;
  const [h, w, c] = first.shape.slice(1) as number[];
  const between = [
    () => first,
    () => first,
    () => maxPooling2d({ poolSize: 2 }).apply(first),
    // The same values as another image.
    () => reshape({ targetShape: c % 8 === 0 ? [h, w * 2, c / 2] : [w, h, c] }).apply(first),
  ];
  const seen = between[r.integer(4)]();
  const second = conv2d({
    filters: [8, 16, 12][r.integer(3)],
    kernelSize: one(3, 3, 2, 1)(r) as 3,
    strides: one(1, 1, 2)(r) as 1,
    activation: one("relu", "relu", "linear")(r) as "relu",
  }).apply(seen);
  return maxPooling2d({ poolSize: 2 }).apply(second) as Symbolic;
};

const IT = `gives tfjs's output and gradients within ${BOUND} of the largest value`;

describe.each(Object.entries(FAMILIES))("%s", (name, family) => {
  it(IT, async () => {
    for (let seed = 0; seed < CASES_PER_LAYER; seed++) await compare(name, family, seed);
  });
});

describe.each(Object.entries(FIRST_FAMILIES))("%s", (name, family) => {
  it(IT, async () => {
    for (let seed = 0; seed < 3 * CASES_PER_LAYER; seed++) await compare(name, family, seed, FIRST);
  });
});

describe("two convolutions of images with blank margins", () => {
  it(IT, async () => {
    const place: Place = { isFirst: true, smallest: 26, channels: [1, 1, 2, 3], hasMargins: true };
    for (let seed = 0; seed < 3 * CASES_PER_LAYER; seed++) {
      await compare("blank margins", blankMargins, seed, place);
    }
  });
});

/** Where the layers under test stand, and what they see. */
interface Place {
  isFirst: boolean;
  /** Least height and width of the images. */
  smallest: number;
  channels: number[];
  hasMargins: boolean;
}

const INSIDE: Place = { isFirst: false, smallest: 4, channels: [1, 2, 3, 4, 8], hasMargins: false };
const FIRST: Place = { ...INSIDE, isFirst: true, channels: [1] };

async function compare(name: string, family: Apply, seed: number, place = INSIDE): Promise<void> {
  const random = new Random(seed, name);
  const { smallest, channels, isFirst } = place;
  const shape = [
    smallest + random.integer(6),
    smallest + random.integer(6),
    channels[random.integer(channels.length)],
  ];
  const model = buildModel(family, shape, random, isFirst);
  randomizeWeights(model, random);
  const count = [1, 2, 3, 4, 5, 7, 9, 17][random.integer(8)];
  const images = randomBytes(count * shape[0] * shape[1] * shape[2], random);
  if (place.hasMargins) clearMargins(images, shape, random);
  const labels = Uint8Array.from({ length: count }, () => random.integer(CLASSES));
  const context = `seed ${seed}, input [${shape}], batch ${count}, ${model.layers.map((l) => JSON.stringify(l.getConfig())).join("\n")}`;

  const executor = await compileGuarded(await artifactsOf(model));
  const x = imageTensor(images, shape);
  paintGuards(executor);
  expect(
    relativeError(await executor.predict(images), (model.predict(x) as tf.Tensor).dataSync()),
    context,
  ).toBeLessThan(BOUND);

  const before = new Float32Array(executor.weights());
  const specs = (await artifactsOf(model)).weightSpecs;
  const expected = tfjsGradients(model, x, labels);
  const trainer = await executor.trainer({
    optimizer: { name: "sgd" },
    seed: 1,
    data: { images, labels },
    // From 64 on, eight samples may go through the network together.
    maxBatchSize: [count, 64][seed % 2],
  });
  paintGuards(executor);
  const result = await trainer.step(Uint32Array.from(labels.keys()), { learningRate: 1 });
  expect(Math.abs(result.loss - expected.loss) / Math.max(1, expected.loss), context).toBeLessThan(BOUND);
  const after = new Float32Array(executor.weights());
  let at = 0;
  for (const spec of specs) {
    const size = tf.util.sizeFromShape(spec.shape);
    const gradient = expected.gradients.get(spec.name);
    if (gradient) {
      const wanted = before.slice(at, at + size).map((value, i) => value - gradient[i]);
      // The weights are of size 1, so rounding the update costs 6e-8: gradients are compared through the sum.
      // A bias in front of batch normalization has the gradient 0: what both sides have is rounding.
      const bound = name.startsWith("batchNormalization") && spec.name.endsWith("bias") ? 3 * BOUND : BOUND;
      expect(relativeError(after.subarray(at, at + size), wanted), `${spec.name}: ${context}`).toBeLessThan(
        bound,
      );
    } else {
      const moving = model.weights
        .find((weight) => weight.originalName === spec.name)!
        .read()
        .dataSync();
      expect(relativeError(after.subarray(at, at + size), moving), `${spec.name}: ${context}`).toBeLessThan(
        BOUND,
      );
    }
    at += size;
  }
  expect(brokenGuards(executor), context).toBe(0);
  await executor.close();
}

/** Leaves of each image a box of at most half its height and width. */
function clearMargins(images: Uint8Array, [h, w, c]: number[], random: Random): void {
  for (let image = 0; image < images.length; image += h * w * c) {
    const [top, left] = [random.integer(h), random.integer(w)];
    for (let i = 0; i < h * w * c; i++) {
      const [y, x] = [Math.floor(i / (w * c)) - top, (Math.floor(i / c) % w) - left];
      if (y < 0 || y >= h / 2 || x < 0 || x >= w / 2) images[image + i] = 0;
    }
  }
}

function buildModel(family: Apply, shape: number[], random: Random, isFirst: boolean): layers.LayersModel {
  const input = layers.input({ shape });
  // A convolution in front makes the layer under test pass its gradient on.
  const front = layers.layers.conv2d({
    filters: [2, 3, 4, 8][random.integer(4)],
    kernelSize: 3,
    padding: "same",
  });
  const tested = family(isFirst ? input : (front.apply(input) as Symbolic), random);
  const flat = tested.shape.length > 2 ? layers.layers.flatten().apply(tested) : tested;
  const output = layers.layers.dense({ units: CLASSES }).apply(flat) as layers.SymbolicTensor;
  return layers.model({ inputs: input, outputs: output as layers.SymbolicTensor });
}
