import { DIGITS, imagesBytes, labelsBytes } from "./files.js";
import type { DatasetInfo, FileInfo, SplitInfo } from "./types.js";

const UPPERCASE = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const LOWERCASE = [..."abcdefghijklmnopqrstuvwxyz"];
/** The lowercase letters that do not look like their capitals; the others are merged with them. */
const DISTINCT_LOWERCASE = [..."abdefghnqrt"];

/** All of EMNIST is one archive. Digest and size: TensorFlow Datasets' checksum list. */
const ARCHIVE = {
  name: "emnist-gzip.zip",
  bytes: 561_753_746,
  sha256: "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
  mirrors: [
    "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
    "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip",
  ],
};

function emnist(
  part: string,
  description: string,
  classNames: readonly string[],
  samples: { train: number; test: number },
  firstLabel = 0,
): DatasetInfo {
  const file = (name: string, bytes: number): FileInfo => ({
    name,
    bytes,
    packed: { ...ARCHIVE, entry: `gzip/${name}.gz` },
  });
  const split = (name: "train" | "test"): SplitInfo => ({
    images: file(`emnist-${part}-${name}-images-idx3-ubyte`, imagesBytes(samples[name])),
    labels: file(`emnist-${part}-${name}-labels-idx1-ubyte`, labelsBytes(samples[name])),
    samples: samples[name],
    start: 0,
  });
  return {
    name: `emnist-${part}`,
    title: `EMNIST ${part}`,
    description,
    homepage: "https://www.nist.gov/itl/products-and-services/emnist-dataset",
    license: "Public domain (a work of the United States government, NIST)",
    citation:
      "G. Cohen, S. Afshar, J. Tapson, A. van Schaik: EMNIST: extending MNIST to handwritten letters. " +
      "International Joint Conference on Neural Networks (IJCNN), 2017.",
    classNames,
    rows: 28,
    columns: 28,
    firstLabel,
    transposed: true,
    splits: { train: split("train"), test: split("test") },
  };
}

export const emnistBalanced = emnist(
  "balanced",
  "Digits and letters, as many of each; letters that look alike in both cases are one class.",
  [...DIGITS, ...UPPERCASE, ...DISTINCT_LOWERCASE],
  { train: 112_800, test: 18_800 },
);

export const emnistByclass = emnist(
  "byclass",
  "All digits, capital and small letters of NIST's archive, each its own class.",
  [...DIGITS, ...UPPERCASE, ...LOWERCASE],
  { train: 697_932, test: 116_323 },
);

export const emnistBymerge = emnist(
  "bymerge",
  "All digits and letters of NIST's archive; letters that look alike in both cases are one class.",
  [...DIGITS, ...UPPERCASE, ...DISTINCT_LOWERCASE],
  { train: 697_932, test: 116_323 },
);

export const emnistDigits = emnist("digits", "Digits, as many of each.", DIGITS, {
  train: 240_000,
  test: 40_000,
});

export const emnistLetters = emnist(
  "letters",
  "Letters, as many of each, capital and small ones in one class.",
  UPPERCASE,
  { train: 124_800, test: 20_800 },
  1,
);

export const emnistMnist = emnist("mnist", "Digits in the size and proportions of MNIST.", DIGITS, {
  train: 60_000,
  test: 10_000,
});
