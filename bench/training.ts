/**
 * Training images per second of the Keras-example network: rounds in which every peer trains in turn, so that all
 * see the same machine; medians over the rounds, and the median of the ratios to the first peer. Prints a table and
 * writes bench/results/training.json.
 *
 *   npx tsx bench/training.ts [--rounds 5] [--only NAME,NAME]
 */
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { Random } from "@mnist/random";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";
import { type Peer, peers } from "./lib/training-peers.js";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, only: { type: "string" } },
});
const wanted = values.only?.split(",");
const chosen = peers.filter(({ name }) => !wanted || wanted.some((part) => name.includes(part)));
const { train } = await loadMnist();

const running: { peer: Peer; session: Awaited<ReturnType<Peer["open"]>>; rates: number[] }[] = [];
const missing: Record<string, string> = {};
for (const peer of chosen) {
  try {
    running.push({ peer, session: await peer.open(train), rates: [] });
  } catch (error) {
    missing[peer.name] = (error as Error).message;
  }
}

const order = new Random(1, "order").permutation(train.labels.length);
for (let round = -1; round < Number(values.rounds); round++) {
  for (const { peer, session, rates } of running) {
    const warmUp = round < 0;
    const images = peer.batchSize * (warmUp ? 1 : peer.steps);
    const start = performance.now();
    await session.run(order.subarray(0, images));
    if (!warmUp) rates.push((images / (performance.now() - start)) * 1000);
  }
}
for (const { session } of running) await session.close();

const results = running.map(({ peer: { name, batchSize }, rates }) => ({
  name,
  batchSize,
  imagesPerSecond: Math.round(median(rates) * 10) / 10,
  min: Math.round(Math.min(...rates) * 10) / 10,
  max: Math.round(Math.max(...rates) * 10) / 10,
  ratioToFirst: Number(median(rates.map((rate, round) => rate / running[0].rates[round])).toPrecision(3)),
}));
console.table(results);
for (const [name, reason] of Object.entries(missing)) console.log(`${name} is not measured: ${reason}`);
await writeResult("training", { network: "Keras example", results, missing });
