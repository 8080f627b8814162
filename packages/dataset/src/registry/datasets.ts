import { checkGiven } from "../check.js";
import { refuse } from "../errors.js";
import {
  emnistBalanced,
  emnistByclass,
  emnistBymerge,
  emnistDigits,
  emnistLetters,
  emnistMnist,
} from "./emnist.js";
import { fashionMnist } from "./fashion-mnist.js";
import { kmnist } from "./kmnist.js";
import { mnist } from "./mnist.js";
import { qmnist } from "./qmnist.js";
import type { DatasetInfo, DatasetName } from "./types.js";

/** Every data set this package knows, by name. */
export const datasets: Readonly<Record<DatasetName, DatasetInfo>> = {
  mnist,
  "fashion-mnist": fashionMnist,
  kmnist,
  qmnist,
  "emnist-balanced": emnistBalanced,
  "emnist-byclass": emnistByclass,
  "emnist-bymerge": emnistBymerge,
  "emnist-digits": emnistDigits,
  "emnist-letters": emnistLetters,
  "emnist-mnist": emnistMnist,
};

/**
 * What is known of the data set called `name`; a description of a data set of your own is given back as it is.
 *
 * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when there is none of that name
 */
export function datasetInfo(name: string | DatasetInfo): DatasetInfo {
  checkGiven({ dataset: name });
  if (typeof name !== "string") return name;
  if (!Object.hasOwn(datasets, name)) {
    const remedy = `Choose one of ${Object.keys(datasets).join(", ")}.`;
    refuse(`There is no data set "${name}".`, { remedy });
  }
  return datasets[name as DatasetName];
}
