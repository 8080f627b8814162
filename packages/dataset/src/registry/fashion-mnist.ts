import { mnistSplits } from "./files.js";
import type { DatasetInfo } from "./types.js";

/** Packed digests and sizes: TensorFlow Datasets' checksum list. Unpacked digests and statistics: taken from the files. */
export const fashionMnist: DatasetInfo = {
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  description: "Photographs of clothes from a shop's catalog.",
  homepage: "https://github.com/zalandoresearch/fashion-mnist",
  license: "MIT",
  citation:
    "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning " +
    "algorithms. arXiv:1708.07747, 2017.",
  classNames: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
  rows: 28,
  columns: 28,
  firstLabel: 0,
  transposed: false,
  statistics: { mean: 0.286, standardDeviation: 0.353 },
  splits: mnistSplits(
    [
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
      "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
      "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ],
    {
      trainImages: {
        sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        packed: {
          bytes: 26_421_880,
          sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        },
      },
      trainLabels: {
        sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        packed: {
          bytes: 29_515,
          sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        },
      },
      testImages: {
        sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        packed: {
          bytes: 4_422_102,
          sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        },
      },
      testLabels: {
        sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        packed: {
          bytes: 5_148,
          sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        },
      },
    },
  ),
};
