import { DIGITS, imagesBytes } from "./files.js";
import type { DatasetInfo, FileInfo } from "./types.js";

/** Each sample has eight numbers (int32): the first is the digit, the others say where in NIST's archive it is from. */
const LABEL_COLUMNS = 8;
const SAMPLES = 60_000;

const MIRRORS = [
  "https://raw.githubusercontent.com/facebookresearch/qmnist/master/",
  "https://github.com/facebookresearch/qmnist/raw/master/",
];

function file(name: string, bytes: number, sha256: string): FileInfo {
  const packed = { name: `${name}.gz`, sha256, mirrors: MIRRORS.map((mirror) => `${mirror}${name}.gz`) };
  return { name, bytes, packed };
}

const train = {
  images: file(
    "qmnist-train-images-idx3-ubyte",
    imagesBytes(SAMPLES),
    "9e26a7bf1683614e065d7b76460ccd52807165b3f22561fb782bd9f38c52b51d",
  ),
  labels: file(
    "qmnist-train-labels-idx2-int",
    12 + SAMPLES * LABEL_COLUMNS * 4,
    "2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f",
  ),
};

const test = {
  images: file(
    "qmnist-test-images-idx3-ubyte",
    imagesBytes(SAMPLES),
    "43fc22bf7498b8fc98de98369d72f752d0deabc280a43a7bcc364ab19e57b375",
  ),
  labels: file(
    "qmnist-test-labels-idx2-int",
    12 + SAMPLES * LABEL_COLUMNS * 4,
    "9fbcbe594c3766fdf4f0b15c5165dc0d1e57ac604e01422608bb72c906030d06",
  ),
};

/** Packed digests: torchvision's checksum list (its authors publish MD5 only). */
export const qmnist: DatasetInfo = {
  name: "qmnist",
  title: "QMNIST",
  description: "MNIST made again from NIST's archive, with all 60,000 test digits and where each comes from.",
  homepage: "https://github.com/facebookresearch/qmnist",
  license: "BSD-3-Clause",
  citation:
    "C. Yadav, L. Bottou: Cold case: the lost MNIST digits. Advances in Neural Information Processing Systems 32, 2019.",
  classNames: DIGITS,
  rows: 28,
  columns: 28,
  firstLabel: 0,
  transposed: false,
  splits: {
    train: { ...train, samples: SAMPLES, start: 0 },
    test: { ...test, samples: SAMPLES, start: 0 },
    test10k: { ...test, samples: 10_000, start: 0 },
    test50k: { ...test, samples: 50_000, start: 10_000 },
  },
};
