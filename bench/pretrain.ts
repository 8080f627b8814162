/**
 * Makes the pre-trained models in packages/model/pretrained, from a seed:
 *
 *   npx tsx bench/pretrain.ts --preset default --seed 1 [--out DIR]
 *
 * Trains on 55,000 training images with strong augmentation, on synthetic digits in the ways of writing that MNIST
 * lacks, and on images that are no digits, letters among them, which are an eleventh class; the other 5,000 training images fit temperature
 * and threshold. The test set is read once, at the end, for the model card. Ctrl-C keeps a checkpoint in
 * bench/results/tmp, from which the same command goes on.
 */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { fitTemperature } from "@mnist/metrics";
import {
  createExecutor,
  digitLogits,
  digitScores,
  type Layer,
  loadModel,
  type PresetName,
  presets,
  type Samples,
  saveModel,
  train,
} from "@mnist/model";
import { Random } from "@mnist/random";
import { fonts, letterImages } from "./lib/letters.js";
import { writeModelCard } from "./lib/model-card.js";
import { NOT_A_DIGIT, negatives } from "./lib/negatives.js";
import { pretrainedFolder } from "./lib/pretrained-folder.js";
import { scoreClassifier } from "./lib/score-classifier.js";
import { writtenDigits } from "./lib/written-digits.js";

const { values } = parseArgs({
  options: {
    preset: { type: "string", default: "default" },
    seed: { type: "string", default: "1" },
    epochs: { type: "string" },
    recipe: { type: "string", default: "{}" },
    out: { type: "string" },
  },
});

/** Share of true digits that may be called "not a digit". */
const refused = 0.004;
/** Only the largest network has room for digits far from the center and behind several lines. */
const { shift, lines } = values.preset === "best" ? { shift: 4.5, lines: 2 } : { shift: 2, lines: 1 };
/** Stronger than a recipe's own: people's pictures vary more than the test set. */
const geometric = { shift, rotation: 15, scale: 0.15, shear: 0.25, elastic: 1.6, thickness: 0.6 };
/** What spoils pictures: what they are taken of, and what they are taken with. */
const photometric = { cutout: 9, specks: 4, lines, blur: 0.8, contrast: 0.5, brightness: 0.4, noise: 0.2 };
/** The last epochs see images nearer to those that `toMnist` makes. */
const mild = {
  shift: 1,
  rotation: 10,
  scale: 0.1,
  shear: 0.15,
  elastic: 1,
  thickness: 0.4,
  specks: 1,
  blur: 0.3,
  contrast: 0.2,
  noise: 0.05,
};

const preset = presets[values.preset as PresetName];
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new Error("interrupted; run the same command to go on")));
const mnist = await loadMnist();
const seed = Number(values.seed);
// Not simply the last 5,000: MNIST's training images are in the order they were collected in.
const order = new Random(seed, "holdout").permutation(mnist.train.length);
const digits = mnist.train.subset(order.subarray(5000));
const validation = mnist.train.subset(order.subarray(0, 5000));
const letters = noDigits(await letterImages(fonts.training));
const { artifacts, recipe, history } = await train({
  data: concatenate(digits, writtenDigits(8_000, seed), negatives(11_000, digits, seed), letters),
  preset: { ...preset, architecture: { layers: preset.architecture.layers.map(oneOutputMore) } },
  epochs: values.epochs ? Number(values.epochs) : undefined,
  recipe: {
    augmentation: { ...geometric, ...photometric },
    finish: { epochs: 8, augmentation: mild },
    ...JSON.parse(values.recipe),
  },
  seed,
  deterministic: true,
  signal: interrupted.signal,
  checkpointDir: fileURLToPath(
    new URL(`results/tmp/pretrain-${preset.name}-${values.seed}/`, import.meta.url),
  ),
  resume: true,
  onProgress: ({ phase, result, epochs }) => {
    if (phase === "epoch" && result) {
      console.error(
        `epoch ${result.epoch}/${epochs}: loss ${result.loss.toFixed(4)}, ${result.seconds.toFixed(1)} s`,
      );
    }
  },
});

const folder = values.out ?? pretrainedFolder(preset.name);
await mkdir(folder, { recursive: true });
await saveModel(folder, artifacts, {}, { storage: "float16" });
const stored = await loadModel(folder);
const executor = await createExecutor(stored, { deterministic: true });
const logits = await executor.logits(validation.images);
await executor.close();
const scores = digitScores(logits, 11, NOT_A_DIGIT).sort();
const threshold = scores[Math.floor(refused * scores.length)];
const calibration = {
  classes: NOT_A_DIGIT,
  temperature: fitTemperature(validation.labels, digitLogits(logits, 11, NOT_A_DIGIT)),
  threshold,
  // Of 50 digits, 49 are taken for one with a probability of at least 99 %.
  slope: Math.log(99) / (scores[Math.floor(0.02 * scores.length)] - threshold),
};
const { weightsSha256 } = await saveModel(folder, artifacts, { calibration }, { storage: "float16" });

const bytes = (await stat(join(folder, "weights.bin"))).size;
const facts = {
  preset: preset.name,
  seed,
  flags: `--epochs ${recipe.epochs}${values.recipe === "{}" ? "" : ` --recipe '${values.recipe}'`}`,
  recipe,
  calibration,
  trainingSeconds: history.reduce((sum, epoch) => sum + epoch.seconds, 0),
  trainingLoss: history.at(-1)?.loss,
  letters: letters.labels.length,
  parameters: artifacts.weightData.byteLength / 4,
  bytes,
  weightsSha256,
  machine: { cpu: cpus()[0].model, cores: availableParallelism(), node: process.version },
  ...(await scoreClassifier(await loadModel(folder), artifacts, calibration, mnist.test)),
};
await writeFile(join(folder, "scores.json"), `${JSON.stringify(facts, null, 2)}\n`);
console.log(await writeModelCard(folder));

function oneOutputMore(layer: Layer): Layer {
  return layer.kind === "dense" && layer.units === 10 ? { ...layer, units: 11 } : layer;
}

function noDigits(images: Uint8Array): Samples {
  return { images, labels: new Uint8Array(images.length / 784).fill(NOT_A_DIGIT) };
}

function concatenate(...parts: Samples[]): Samples {
  return {
    images: Buffer.concat(parts.map(({ images }) => images)),
    labels: Buffer.concat(parts.map(({ labels }) => labels)),
  };
}
