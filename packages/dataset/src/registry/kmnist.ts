import { mnistSplits } from "./files.js";
import type { DatasetInfo } from "./types.js";

/** Packed digests and sizes: TensorFlow Datasets' checksum list. */
export const kmnist: DatasetInfo = {
  name: "kmnist",
  title: "Kuzushiji-MNIST",
  description: "Ten hiragana characters in the cursive script of old Japanese books.",
  homepage: "https://github.com/rois-codh/kmnist",
  license: "CC-BY-SA-4.0",
  citation:
    "T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto, D. Ha: Deep learning for classical Japanese " +
    "literature. arXiv:1812.01718, 2018.",
  classNames: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
  rows: 28,
  columns: 28,
  firstLabel: 0,
  transposed: false,
  splits: mnistSplits(["https://codh.rois.ac.jp/kmnist/dataset/kmnist/"], {
    trainImages: {
      packed: {
        bytes: 18_165_135,
        sha256: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
      },
    },
    trainLabels: {
      packed: {
        bytes: 29_497,
        sha256: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
      },
    },
    testImages: {
      packed: {
        bytes: 3_041_136,
        sha256: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
      },
    },
    testLabels: {
      packed: {
        bytes: 5_120,
        sha256: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
      },
    },
  }),
};
