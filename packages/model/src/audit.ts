import { Random } from "@mnist/random";
import { checkGiven } from "./check-given.js";
import { ModelError } from "./errors.js";
import { evaluate } from "./evaluate.js";
import { checkSeed, type Recipe } from "./recipe.js";
import { checkLabels, type Samples } from "./samples.js";
import { type TrainOptions, train } from "./train.js";

/** A sample whose label the networks that never saw it do not believe. */
export interface SuspectLabel {
  /** Place of the sample in the data. */
  index: number;
  label: number;
  /** The class it seems to belong to. */
  suggested: number;
  /** Probability of the label minus that of the suggested class, -1 to 1: the lower, the more suspect. */
  margin: number;
}

/**
 * Confident learning (Northcutt, Jiang and Chuang, 2021): a sample is suspect when another class than its label
 * reaches that class's own threshold, the mean probability it gets among samples that carry it as label.
 *
 * @param probabilities `[N, classes]` from models that were not trained on these samples
 * @param labels `[N]`
 * @returns the most suspect first
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when there is no row for each label, or a label is no class
 */
export function suspectLabels(probabilities: Float32Array, labels: Uint8Array): SuspectLabel[] {
  checkGiven({ probabilities, labels });
  const classes = probabilities.length / labels.length;
  if (!Number.isInteger(classes)) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `${probabilities.length} probabilities are no rows for ${labels.length} labels`,
    );
  }
  checkLabels(labels, classes);
  const thresholds = selfConfidence(probabilities, labels, classes);
  const suspects: SuspectLabel[] = [];
  labels.forEach((label, index) => {
    const row = probabilities.subarray(index * classes, (index + 1) * classes);
    let suggested = -1;
    row.forEach((probability, c) => {
      if (probability >= thresholds[c] && !(probability <= row[suggested])) suggested = c;
    });
    if (suggested < 0 || suggested === label) return;
    suspects.push({ index, label, suggested, margin: row[label] - row[suggested] });
  });
  return suspects.sort((a, b) => a.margin - b.margin || a.index - b.index);
}

/** The mean probability of each class among the samples labeled with it. */
function selfConfidence(probabilities: Float32Array, labels: Uint8Array, classes: number): number[] {
  const sums = new Array(classes).fill(0);
  const counts = new Array(classes).fill(0);
  labels.forEach((label, i) => {
    sums[label] += probabilities[i * classes + label];
    counts[label]++;
  });
  return sums.map((sum, c) => (counts[c] ? sum / counts[c] : Number.POSITIVE_INFINITY));
}

export interface AuditOptions extends Omit<TrainOptions, "validation" | "checkpointDir" | "resume"> {
  /** Networks trained, each on all samples but its own share; default 5. */
  folds?: number;
  /** Judged instead of `data`, by one network trained on all of `data`. */
  judged?: Samples;
}

/** Smoothed targets would keep probabilities from saying how sure the network is. */
const auditRecipe: Partial<Recipe> = { epochs: 3, labelSmoothing: 0 };

/**
 * Looks for label errors: every sample is judged by a network that was trained without it, which takes
 * cross-validation where `data` itself is judged. The suspects are for people to look at; scores are never computed
 * without them.
 *
 * @param options as for {@link train}, but three epochs of "fast" without label smoothing by default; `onProgress`
 *   hears each training in turn
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when there are fewer samples than folds, or fewer than 2 folds
 */
export async function auditLabels(options: AuditOptions): Promise<SuspectLabel[]> {
  checkGiven({ options });
  const { folds = 5, judged, recipe, ...others } = options;
  checkGiven({ data: others.data });
  checkGiven({ "data.images": others.data.images, "data.labels": others.data.labels });
  const training: TrainOptions = { preset: "fast", ...others, recipe: { ...auditRecipe, ...recipe } };
  const probabilities = judged
    ? await probabilitiesOf(judged, training)
    : await crossValidated(training, folds);
  return suspectLabels(probabilities, (judged ?? options.data).labels);
}

/** The probabilities of every sample, each from a network that was trained on the other folds. */
async function crossValidated(training: TrainOptions, folds: number): Promise<Float32Array> {
  const { data, seed = 0 } = training;
  checkSeed(seed);
  const length = data.labels.length;
  if (!Number.isInteger(folds) || folds < 2 || folds > length) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `folds must be an integer from 2 to the number of samples (${length}), got ${folds}`,
    );
  }
  const order = new Random(seed, "folds").permutation(length);
  let probabilities = new Float32Array();
  for (let fold = 0; fold < folds; fold++) {
    const heldOut = order.filter((_, i) => i % folds === fold);
    const rest = order.filter((_, i) => i % folds !== fold);
    const rows = await probabilitiesOf(gather(data, heldOut), { ...training, data: gather(data, rest) });
    const classes = rows.length / heldOut.length;
    if (fold === 0) probabilities = new Float32Array(length * classes);
    for (const [i, index] of heldOut.entries()) {
      probabilities.set(rows.subarray(i * classes, (i + 1) * classes), index * classes);
    }
  }
  return probabilities;
}

async function probabilitiesOf(samples: Samples, training: TrainOptions): Promise<Float32Array> {
  const { artifacts } = await train(training);
  return (await evaluate(artifacts, samples, training)).probabilities;
}

function gather({ images, labels }: Samples, indices: Uint32Array): Samples {
  const imageLength = images.length / labels.length;
  const gathered = new Uint8Array(indices.length * imageLength);
  indices.forEach((index, i) => {
    gathered.set(images.subarray(index * imageLength, (index + 1) * imageLength), i * imageLength);
  });
  return { images: gathered, labels: Uint8Array.from(indices, (index) => labels[index]) };
}
