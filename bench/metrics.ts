/**
 * Metrics: a confusion matrix of 1,000,000 predictions, all numbers about 10,000 samples, and the HTML report with 200
 * images. Peers run in turn in every round on the same samples and must agree; the first run, then medians and minima over
 * the rounds. Prints a table and writes bench/results/metrics.json.
 *
 *   PYTHON=venv/bin/python npx tsx bench/metrics.ts [--rounds 15]
 */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { ConfusionMatrix, evaluateClassifier, renderReport } from "@mnist/metrics";
import { loadClassifier } from "@mnist/model/classifier";
import { Random } from "@mnist/random";
import { ConfusionMatrix as MlConfusionMatrix } from "ml-confusion-matrix";
import { writeResult } from "./lib/results.js";
import { type ScikitLearn, startScikitLearn } from "./lib/scikit-learn.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "15" } } });
const PREDICTIONS = 1_000_000;
const classes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

interface Peer {
  task: string;
  name: string;
  /** Runs once and gives the milliseconds and the result. */
  run: () => Promise<{ milliseconds: number; result: unknown }>;
}

const random = new Random(1, "predictions");
const labels = Uint8Array.from({ length: PREDICTIONS }, () => random.integer(10));
const predictions = labels.map((label) => (random.uniform() < 0.99 ? label : random.integer(10)));
const plain = { labels: [...labels], predictions: [...predictions] };
const { test } = await loadMnist();
const classifier = await loadClassifier();
const probabilities = await classifier.probabilities(test.images);
await classifier.close();
const input = { labels: test.labels, probabilities, images: test.images };

const folder = await mkdtemp(join(tmpdir(), "mnist-bench-metrics-"));
const missing: Record<string, string> = {};
let scikitLearn: ScikitLearn | undefined;
try {
  await writeFile(join(folder, "labels.bin"), labels);
  await writeFile(join(folder, "predictions.bin"), predictions);
  await writeFile(join(folder, "test-labels.bin"), test.labels);
  await writeFile(join(folder, "probabilities.bin"), new Uint8Array(probabilities.buffer));
  scikitLearn = await startScikitLearn(folder);
} catch (error) {
  missing["scikit-learn"] = (error as Error).message;
}

const confusion = "confusion matrix of 1,000,000";
const evaluation = "evaluation of 10,000";
const peers: Peer[] = [
  here(confusion, "@mnist/metrics", () => new ConfusionMatrix(10).update(labels, predictions).toArray()),
  here(confusion, "ml-confusion-matrix", () =>
    MlConfusionMatrix.fromLabels(plain.labels, plain.predictions, { labels: classes }).getMatrix(),
  ),
  here(evaluation, "@mnist/metrics", () => evaluateClassifier(input).accuracy),
  here("HTML report of 10,000, 200 images", "@mnist/metrics", () => renderReport(input).length),
];
if (scikitLearn) {
  const { version, run } = scikitLearn;
  peers.splice(2, 0, { task: confusion, name: version, run: () => run("confusion") });
  peers.splice(4, 0, { task: evaluation, name: version, run: () => run("evaluation") });
}

const measured = peers.map((peer) => ({ peer, times: [] as number[], result: undefined as unknown }));
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const entry of measured) {
    const { milliseconds, result } = await entry.peer.run();
    entry.times.push(milliseconds);
    entry.result = result;
  }
}
await scikitLearn?.close();
await rm(folder, { recursive: true });

const results = measured.map(({ peer, times, result }) => {
  const ours = measured.find((entry) => entry.peer.task === peer.task)!;
  assert.deepEqual(result, ours.result, `${peer.name} disagrees on the ${peer.task}`);
  const rounds = times.slice(1);
  return {
    task: peer.task,
    name: peer.name,
    firstMs: rounded(times[0]),
    medianMs: rounded(median(rounds)),
    minMs: rounded(Math.min(...rounds)),
    timesOurs: rounded(median(rounds.map((time, i) => time / ours.times[i + 1]))),
  };
});
console.table(results);
for (const [name, reason] of Object.entries(missing)) console.log(`${name} is not measured: ${reason}`);
await writeResult("metrics", { results, missing });

function here(task: string, name: string, work: () => unknown): Peer {
  return {
    task,
    name,
    run: async () => {
      const start = performance.now();
      const result = work();
      return { milliseconds: performance.now() - start, result };
    },
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
