/**
 * The Keras example predicting: images per second in batches, with one and two threads, and the time of a single image,
 * of @mnist/runtime (both builds) beside onnxruntime-node, onnxruntime-web, TensorFlow.js, PyTorch and Keras. Every
 * library has a process of its own for each number of threads; in each round all are measured in turn, every one at
 * batches of 32, 128 and 1000 images, of which its best counts. All get the images as they take them, bytes or floats.
 * Medians over the rounds; what is not installed is left out and named. Libraries of JavaScript with the same weights
 * must answer the same. Prints tables and writes bench/results/runtime-inference.json.
 *
 *   npx tsx bench/runtime-inference.ts [--rounds 5] [--only NAME] [--python PATH-OF-A-PYTHON-WITH-TORCH-OR-TENSORFLOW]
 *                                      [--peers FOLDER-WHERE-ONNXRUNTIME-IS-INSTALLED]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createArtifacts } from "@mnist/model";
import { networks } from "./lib/networks.js";
import { kerasExampleAsOnnx } from "./lib/onnx.js";
import { startPeers } from "./lib/peer-process.js";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    python: { type: "string", default: "python3" },
    peers: { type: "string", default: "." },
  },
});
const BATCHES = [1, 32, 128, 1000];
/** About how long one measurement takes. */
const SECONDS = 0.3;

interface Answer {
  imagesPerSecond: number;
  /** Of one call. */
  medianMs: number;
}

const script = (name: string) => fileURLToPath(new URL(`lib/${name}`, import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "mnist-bench-"));
const onnxFile = join(folder, "keras.onnx");
await writeFile(onnxFile, kerasExampleAsOnnx(createArtifacts(networks.keras, { seed: 1 })));

const commands: Record<string, [string, string[]]> = {};
for (const threads of [1, 2]) {
  const title = (library: string) => `${library}, ${threads} thread${threads > 1 ? "s" : ""}`;
  for (const library of [
    "@mnist/runtime",
    "@mnist/runtime, deterministic",
    "onnxruntime-node",
    "onnxruntime-web",
    "tfjs-wasm",
    "tfjs-node",
  ]) {
    const args = [script("inference-peer.ts"), library, String(threads), resolve(values.peers), onnxFile];
    commands[title(library)] = [process.execPath, ["--import", "tsx", ...args]];
  }
  commands[title("PyTorch")] = [values.python, [script("torch-peer.py"), String(threads)]];
  commands[title("Keras")] = [values.python, [script("keras-peer.py"), String(threads)]];
}
const wanted = Object.entries(commands).filter(([name]) => name.includes(values.only));
const { peers, missing } = await startPeers(Object.fromEntries(wanted));
await rm(folder, { recursive: true });
expectSameAnswers();

const contests = Object.keys(peers).flatMap((name) =>
  BATCHES.map((batchSize) => ({ name, batchSize, steps: 3, answers: [] as Answer[] })),
);
for (const contest of contests) {
  await measure(contest);
  const { imagesPerSecond } = await measure(contest);
  contest.steps = Math.max(2, Math.round((SECONDS * imagesPerSecond) / contest.batchSize));
}
for (let round = 0; round < Number(values.rounds); round++) {
  for (const contest of contests) contest.answers.push(await measure(contest));
}
for (const peer of Object.values(peers)) peer.close();

const results = Object.keys(commands).flatMap((name) => {
  const [single, ...batches] = contests.filter((contest) => contest.name === name);
  if (!single) return [];
  const rateOf = ({ answers }: (typeof contests)[number]) =>
    median(answers.map((answer) => answer.imagesPerSecond));
  const best = batches.reduce((a, b) => (rateOf(b) > rateOf(a) ? b : a));
  const latency = median(single.answers.map((answer) => answer.medianMs));
  return {
    name,
    version: peers[name].hello.version,
    batchSize: best.batchSize,
    imagesPerSecond: Math.round(rateOf(best)),
    "single image, ms": Number(latency.toPrecision(3)),
  };
});
console.table(results);
await writeResult("runtime-inference", {
  network: "Keras example",
  rounds: Number(values.rounds),
  results,
  missing,
});

/** In PyTorch the better of both memory layouts counts. */
async function measure({ name, batchSize, steps }: (typeof contests)[number]): Promise<Answer> {
  const request = { task: "predict", network: "keras", batchSize, steps, channelsLast: false };
  const answer = await peers[name].ask<Answer>(request);
  if (!name.startsWith("PyTorch")) return answer;
  const other = await peers[name].ask<Answer>({ ...request, channelsLast: true });
  return other.imagesPerSecond > answer.imagesPerSecond ? other : answer;
}

function expectSameAnswers(): void {
  const answers = Object.entries(peers).flatMap(([name, { hello }]) =>
    Array.isArray(hello.probabilities) ? [{ name, probabilities: hello.probabilities as number[] }] : [],
  );
  for (const { name, probabilities } of answers) {
    const off = probabilities.map((value, digit) => Math.abs(value - answers[0].probabilities[digit]));
    if (!(Math.max(...off) < 1e-5))
      throw new Error(`${name} predicts ${probabilities}, not ${answers[0].probabilities}`);
  }
}
