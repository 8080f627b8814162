import { Random } from "@mnist/random";
import { refuse } from "./errors.js";

/**
 * Chooses a stratified part of the samples: each class keeps its share, to within one sample.
 *
 * Algorithm: class `c` gives floor(count * n_c / N) samples; the samples still missing come one each from the
 * classes with the largest fractional parts (the smaller class number first among equals). Which samples: the
 * first ones after the class's positions, in ascending order, are shuffled by the stream (seed, "split"), lane `c`.
 *
 * @param count how many samples to choose, from 0 to `labels.length`
 * @returns the positions of the chosen samples and of the others, both ascending
 * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when `count` is out of range
 * @throws {RandomError} (of `@mnist/random`) `ERR_MNIST_ARGUMENT` when the seed is no integer from 0 to 2^32 - 1
 */
export function stratifiedChoice(
  labels: Uint8Array,
  count: number,
  seed: number,
): { chosen: Uint32Array; others: Uint32Array } {
  if (!Number.isInteger(count) || count < 0 || count > labels.length) {
    refuse(`Cannot choose ${count} of ${labels.length} samples.`);
  }
  const classes = positionsByClass(labels);
  const exact = classes.map((positions) => (count * positions.length) / Math.max(1, labels.length));
  const quotas = exact.map(Math.floor);
  const missing = count - quotas.reduce((sum, quota) => sum + quota, 0);
  const byFraction = [...classes.keys()].sort(
    (a, b) => exact[b] - quotas[b] - (exact[a] - quotas[a]) || a - b,
  );
  for (const label of byFraction.slice(0, missing)) quotas[label]++;

  const isChosen = new Uint8Array(labels.length);
  classes.forEach((positions, label) => {
    const order = new Random(seed, "split").lane(label).shuffle(positions);
    for (const position of order.slice(0, quotas[label])) isChosen[position] = 1;
  });
  return { chosen: positionsWhere(isChosen, 1), others: positionsWhere(isChosen, 0) };
}

/**
 * Deals the samples into `k` folds of equal size (to within one sample), each class spread evenly over them.
 *
 * Algorithm: class after class, the class's positions, ascending, are shuffled by the stream (seed, "folds"), lane =
 * class, and dealt in turn to the folds 0 ... k - 1; each class goes on where the one before it stopped.
 *
 * @returns the fold number of every sample
 * @throws {DatasetError} `ERR_MNIST_ARGUMENT` unless 2 <= k <= the number of samples
 * @throws {RandomError} (of `@mnist/random`) `ERR_MNIST_ARGUMENT` when the seed is no integer from 0 to 2^32 - 1
 */
export function stratifiedFolds(labels: Uint8Array, k: number, seed: number): Uint32Array {
  if (!Number.isInteger(k) || k < 2 || k > labels.length) {
    refuse(`Cannot deal ${labels.length} samples into ${k} folds.`);
  }
  const folds = new Uint32Array(labels.length);
  let dealt = 0;
  positionsByClass(labels).forEach((positions, label) => {
    for (const position of new Random(seed, "folds").lane(label).shuffle(positions))
      folds[position] = dealt++ % k;
  });
  return folds;
}

/** The positions, ascending, of the samples of each class. */
function positionsByClass(labels: Uint8Array): number[][] {
  const classes: number[][] = Array.from(
    { length: labels.reduce((max, label) => Math.max(max, label + 1), 0) },
    () => [],
  );
  labels.forEach((label, position) => {
    classes[label].push(position);
  });
  return classes;
}

/** The positions at which `values` is, or with `equal` false is not, `wanted`. */
export function positionsWhere(values: ArrayLike<number>, wanted: number, equal = true): Uint32Array {
  return range(values.length).filter((position) => (values[position] === wanted) === equal);
}

/** 0 ... length - 1. */
export function range(length: number): Uint32Array {
  return new Uint32Array(length).map((_, i) => i);
}
