/**
 * Training images per second of six common networks: @mnist/runtime beside PyTorch in interleaved rounds with the same
 * threads, PyTorch in both memory layouts and at batch sizes 128 and 32 (its best of the four counts). Medians over the
 * rounds. Prints a table and writes bench/results/runtime-training.json.
 *
 *   npx tsx bench/runtime-training.ts [--rounds 5] [--threads 2] [--only NAME] [--python PATH-OF-A-PYTHON-WITH-TORCH]
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { createArtifacts } from "@mnist/model";
import { Random } from "@mnist/random";
import { compile } from "@mnist/runtime";
import { networks } from "./lib/networks.js";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    only: { type: "string" },
    python: { type: "string", default: "python3" },
  },
});
const rounds = Number(values.rounds);
const threads = Number(values.threads);
const BATCHES = [128, 32];
/** About how long one measurement takes. */
const SECONDS = 0.7;

type Measure = (steps: number) => Promise<number>;
const { train } = await loadMnist();
const order = new Random(1, "order").permutation(train.labels.length);
const torch = await startTorch();
const table: Record<string, unknown>[] = [];

for (const [name, architecture] of Object.entries(networks)) {
  if (values.only && !name.includes(values.only)) continue;
  const artifacts = createArtifacts(architecture, { seed: 1 });
  const measures: Record<string, Measure> = {};
  const closing: (() => Promise<void>)[] = [];
  for (const deterministic of [false, true]) {
    for (const batchSize of BATCHES) {
      const executor = await compile(artifacts, { threads, deterministic });
      const trainer = await executor.trainer({
        optimizer: { name: "adam" },
        seed: 1,
        data: train,
        maxBatchSize: batchSize,
      });
      closing.push(() => executor.close());
      measures[`${executor.simd} ${batchSize}`] = async (steps) => {
        const start = performance.now();
        await trainer.run({ order: order.subarray(0, steps * batchSize), batchSize, learningRates: 0.001 });
        return (steps * batchSize * 1000) / (performance.now() - start);
      };
    }
  }
  for (const batchSize of torch ? BATCHES : []) {
    for (const layout of [0, 1]) {
      measures[`torch ${batchSize} ${layout ? "channels_last" : "nchw"}`] = (steps) =>
        torch!.measure(name, batchSize, steps, layout);
    }
  }
  const rates: Record<string, number[]> = {};
  const steps: Record<string, number> = {};
  for (const [peer, measure] of Object.entries(measures)) {
    await measure(4);
    const batchSize = Number(peer.split(" ")[1]);
    steps[peer] = Math.max(
      2,
      Math.min(Math.floor(60000 / batchSize), Math.round((SECONDS * (await measure(4))) / batchSize)),
    );
    rates[peer] = [];
  }
  for (let round = 0; round < rounds; round++) {
    for (const [peer, measure] of Object.entries(measures)) rates[peer].push(await measure(steps[peer]));
  }
  for (const close of closing) await close();
  const medians = Object.fromEntries(
    Object.entries(rates).map(([peer, list]) => [peer, Math.round(median(list))]),
  );
  const best = (prefix: string) =>
    Math.max(
      0,
      ...Object.entries(medians).flatMap(([peer, rate]) => (peer.startsWith(prefix) ? [rate] : [])),
    );
  const fastest = best("relaxed-simd") || best("simd");
  const row = {
    network: name,
    "relaxed-simd": fastest,
    simd: best("simd"),
    torch: best("torch"),
    ratio: best("torch") ? Number((fastest / best("torch")).toPrecision(3)) : undefined,
    secondsPerEpoch: Number((60000 / fastest).toPrecision(3)),
  };
  table.push({ ...row, medians });
  console.table([row]);
}
torch?.close();
await writeResult("runtime-training", {
  threads,
  rounds,
  torch: torch?.version ?? "not installed",
  networks: table,
});

/** A Python process that trains on request, or undefined where PyTorch is not installed. */
async function startTorch() {
  const script = fileURLToPath(new URL("./lib/torch-train.py", import.meta.url));
  const child = spawn(values.python!, [script, String(threads)], { stdio: ["pipe", "pipe", "ignore"] });
  child.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  const hello = await next();
  if (!hello) {
    console.log("PyTorch is not installed: measuring without it");
    return undefined;
  }
  return {
    version: hello.version as string,
    async measure(name: string, batchSize: number, steps: number, layout: number): Promise<number> {
      child.stdin.write(`${name} ${batchSize} ${steps} ${layout}\n`);
      return (await next()).imagesPerSecond;
    },
    close: () => child.stdin.end(),
  };
}
