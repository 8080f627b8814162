import type { FileInfo, SplitInfo } from "./types.js";

/** Digests and sizes of one gzipped idx file, as published. */
export interface Digests {
  sha256?: string;
  packed: { bytes?: number; sha256: string };
}

/** The files every MNIST-like set has, by the names the original uses. */
export const MNIST_FILES = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
} as const;

export const DIGITS: readonly string[] = [..."0123456789"];

/** Bytes of an idx3 file of `samples` 28 x 28 images, and of an idx1 file of as many labels. */
export const imagesBytes = (samples: number) => 16 + samples * 28 * 28;
export const labelsBytes = (samples: number) => 8 + samples;

/** The splits of a data set with 60,000 + 10,000 samples in files named as MNIST's, gzipped, on `mirrors`. */
export function mnistSplits(
  mirrors: readonly string[],
  digests: Record<keyof typeof MNIST_FILES, Digests>,
): { train: SplitInfo; test: SplitInfo } {
  const file = (key: keyof typeof MNIST_FILES, bytes: number): FileInfo => {
    const name = MNIST_FILES[key];
    const packed = { name: `${name}.gz`, mirrors: mirrors.map((mirror) => `${mirror}${name}.gz`) };
    return { name, bytes, sha256: digests[key].sha256, packed: { ...packed, ...digests[key].packed } };
  };
  return {
    train: {
      images: file("trainImages", imagesBytes(60_000)),
      labels: file("trainLabels", labelsBytes(60_000)),
      samples: 60_000,
      start: 0,
    },
    test: {
      images: file("testImages", imagesBytes(10_000)),
      labels: file("testLabels", labelsBytes(10_000)),
      samples: 10_000,
      start: 0,
    },
  };
}
