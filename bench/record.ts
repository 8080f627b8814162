/**
 * How good several trained networks are on the 10,000 test images: each alone, all together as an ensemble, and both
 * with test-time augmentation. Reads the test set once; nothing is chosen by what comes out. Networks of one preset come
 * from `bench/presets.ts --keep DIR`, those trained as the ones that ship from `bench/pretrain.ts --out DIR`.
 *
 *   npx tsx bench/record.ts --models DIR,DIR,DIR [--name best]
 */
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { Calibration, evaluateClassifier } from "@mnist/metrics";
import { loadClassifier, type Recipe } from "@mnist/model";
import { writeResult } from "./lib/results.js";
import { mean, standardDeviation } from "./lib/statistics.js";

const { values } = parseArgs({
  options: { models: { type: "string", default: "best" }, name: { type: "string", default: "best" } },
});
const folders = values.models.split(",");
const { test } = await loadMnist();

const score = (probabilities: Float32Array) => {
  const { accuracy, accuracyInterval, loss } = evaluateClassifier({ probabilities, labels: test.labels });
  const calibration = new Calibration().update(test.labels, probabilities).compute();
  const errors = Math.round((1 - accuracy) * test.length);
  return { accuracy, accuracyInterval, errors, loss, expectedCalibrationError: calibration.expectedError };
};

interface Answers {
  probabilities: Float32Array;
  preset: unknown;
  seed: unknown;
  augmentation: unknown;
  sha256: unknown;
}

async function scoreAll(testTimeAugmentation: boolean) {
  const answers: Answers[] = [];
  for (const folder of folders) {
    const classifier = await loadClassifier(folder, { testTimeAugmentation });
    const { preset, seed, recipe, weightsSha256: sha256 } = classifier.metadata;
    const { augmentation } = recipe as Recipe;
    const probabilities = await classifier.probabilities(test.images);
    answers.push({ probabilities, preset, seed, augmentation, sha256 });
    await classifier.close();
    console.error(`${folder}: done${testTimeAugmentation ? " with test-time augmentation" : ""}`);
  }
  const networks = answers.map(({ probabilities, ...which }) => ({ ...which, ...score(probabilities) }));
  const accuracies = networks.map(({ accuracy }) => accuracy);
  const together = answers[0].probabilities.map((_, i) => mean(answers.map((each) => each.probabilities[i])));
  return {
    single: { accuracy: mean(accuracies), standardDeviation: standardDeviation(accuracies), networks },
    ensemble: score(together),
  };
}

const plain = await scoreAll(false);
const augmented = await scoreAll(true);
const percent = (share: number) => (100 * share).toFixed(3);
const row = ({ single, ensemble }: typeof plain) => ({
  "one network, %": percent(single.accuracy),
  "± over networks": percent(single.standardDeviation),
  [`ensemble of ${folders.length}, %`]: percent(ensemble.accuracy),
  "its errors": ensemble.errors,
});
console.table({ "as they are": row(plain), "test-time augmentation": row(augmented) });
await writeResult(`record-${values.name}`, {
  split: "test",
  samples: test.length,
  networks: folders.length,
  plain,
  testTimeAugmentation: augmented,
});
