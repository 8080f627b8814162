import { DIGITS, mnistSplits } from "./files.js";
import type { DatasetInfo } from "./types.js";

/** Packed digests and sizes: TensorFlow Datasets' checksum list. Unpacked digests: taken from the files. */
export const mnist: DatasetInfo = {
  name: "mnist",
  title: "MNIST",
  description: "Handwritten digits of American census workers and high-school students.",
  homepage: "http://yann.lecun.com/exdb/mnist/",
  license: "CC-BY-SA-3.0",
  citation:
    "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document recognition. " +
    "Proceedings of the IEEE 86(11), 1998, 2278-2324.",
  classNames: DIGITS,
  rows: 28,
  columns: 28,
  firstLabel: 0,
  transposed: false,
  statistics: { mean: 0.1307, standardDeviation: 0.3081 },
  splits: mnistSplits(
    [
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      // The one of the three that lets every page ask (CORS).
      "https://raw.githubusercontent.com/fgnt/mnist/master/",
    ],
    {
      trainImages: {
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        packed: {
          bytes: 9_912_422,
          sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        },
      },
      trainLabels: {
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        packed: {
          bytes: 28_881,
          sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        },
      },
      testImages: {
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        packed: {
          bytes: 1_648_877,
          sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        },
      },
      testLabels: {
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        packed: {
          bytes: 4_542,
          sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        },
      },
    },
  ),
};
