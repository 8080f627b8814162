import { streamBundle } from "@mnist/dataset/bundle";
import { type ModelArtifacts, type Samples, train } from "@mnist/model";
import { dataFolder } from "../data/mnist-data.js";

/** The person's drawings make up this share of the training images, so that they are learned and the rest is kept. */
const OWN_SHARE = 0.25;
const MOST_REPEATS = 60;

/**
 * One more epoch at a low learning rate, on the first part of MNIST with the person's own drawings strewn in.
 *
 * @returns the tuned model, with the calibration of the one it started from
 */
export async function fineTune(
  model: ModelArtifacts,
  own: Samples,
  threads: number,
): Promise<ModelArtifacts> {
  const { artifacts } = await train({
    data: mixed(await someOfMnist(), own),
    model,
    preset: "default",
    recipe: {
      epochs: 1,
      batchSize: 32,
      learningRate: 0.0005,
      schedule: { kind: "linear", warmup: 0.1 },
      augmentation: { shift: 1, rotation: 8, scale: 0.08 },
      labelSmoothing: 0,
      movingAverage: undefined,
      earlyStopping: undefined,
    },
    seed: 1,
    threads,
  });
  return { ...artifacts, userDefinedMetadata: { ...model.userDefinedMetadata, tuned: own.labels.length } };
}

async function someOfMnist(): Promise<Samples> {
  for await (const { images, labels } of streamBundle(dataFolder, "train")) return { images, labels };
  throw new Error("the training images are empty; reload the page");
}

function mixed(mnist: Samples, own: Samples): Samples {
  const wanted = (OWN_SHARE / (1 - OWN_SHARE)) * mnist.labels.length;
  const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.round(wanted / own.labels.length)));
  const count = mnist.labels.length + repeats * own.labels.length;
  const images = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  images.set(mnist.images);
  labels.set(mnist.labels);
  for (let i = 0; i < repeats; i++) {
    const start = mnist.labels.length + i * own.labels.length;
    images.set(own.images, start * 784);
    labels.set(own.labels, start);
  }
  return { images, labels };
}
