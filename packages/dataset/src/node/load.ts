import { DatasetError } from "../errors.js";
import { type Dataset, loadSplits } from "../load.js";
import { datasets } from "../registry/index.js";
import type { DatasetName } from "../registry/types.js";
import { embeddedSource } from "./embedded.js";

export interface LoadOptions {
  signal?: AbortSignal;
}

/** Loads the 60,000 training and 10,000 test images of MNIST with their labels. See {@link loadDataset}. */
export function loadMnist(options: LoadOptions = {}): Promise<Dataset> {
  return loadDataset("mnist", options);
}

/**
 * Loads a data set as typed arrays: pixels N x 28 x 28 (0 = background, 255 = ink) and labels, verified by SHA-256.
 *
 * @throws {DatasetError} when no source has its files
 */
export async function loadDataset(name: DatasetName, options: LoadOptions = {}): Promise<Dataset> {
  const info = datasets[name];
  if (!info) {
    const known = Object.keys(datasets).join(", ");
    throw new DatasetError("ERR_MNIST_ARGUMENT", `There is no data set "${name}".`, {
      remedy: `Known: ${known}.`,
    });
  }
  return loadSplits(info, [embeddedSource(options.signal)]);
}
