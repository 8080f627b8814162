/**
 * What a second thread gives @mnist/runtime on the Keras example, beside the ceiling of the machine: two processes of
 * one thread each at the same time, which share nothing. And how time and memory grow with the number of images, in
 * fresh processes; peak memory of an epoch with the whole data set. Medians over the rounds. Prints tables and writes
 * bench/results/runtime-scaling.json; --only memory measures what does not depend on a quiet machine.
 *
 *   npx tsx bench/runtime-scaling.ts [--rounds 5] [--only memory|threads]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { networks } from "./lib/networks.js";
import { type PeerProcess, startPeer } from "./lib/peer-process.js";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, only: { type: "string" } },
});
const rounds = Number(values.rounds);
const ALL = 60000;
/** About how long one measurement takes. */
const SECONDS = 0.7;

type Task = "train" | "predict";
interface Answer {
  seconds: number;
  peakMiB: number;
}

const script = fileURLToPath(new URL("lib/scaling-peer.mjs", import.meta.url));
const start = (threads: number, images: number) =>
  startPeer(process.execPath, [script, JSON.stringify(networks.keras), String(threads), String(images)]);

const threads = values.only === "memory" ? undefined : await measureThreads();
const growth = values.only === "threads" ? undefined : await measureGrowth();
if (threads) console.table(threads);
if (growth) console.table(growth);
if (!values.only) await writeResult("runtime-scaling", { network: "Keras example", rounds, threads, growth });

async function measureThreads() {
  const [one, other, both] = [await start(1, ALL), await start(1, ALL), await start(2, ALL)];
  const results = [];
  for (const task of ["train", "predict"] as const) {
    const images = await imagesFor(task, [one, other, both]);
    const rates = { one: [] as number[], two: [] as number[], ceiling: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      rates.one.push(images / (await run(one, task, images)).seconds);
      rates.two.push(images / (await run(both, task, images)).seconds);
      const apart = await Promise.all([one, other].map((peer) => run(peer, task, images)));
      rates.ceiling.push(apart.reduce((sum, { seconds }) => sum + images / seconds, 0));
    }
    const ratio = (of: number[], to: number[]) =>
      Number(median(of.map((rate, i) => rate / to[i])).toPrecision(3));
    results.push({
      task,
      "1 thread": Math.round(median(rates.one)),
      "2 threads": Math.round(median(rates.two)),
      "2 processes": Math.round(median(rates.ceiling)),
      "threads / thread": ratio(rates.two, rates.one),
      "processes / thread": ratio(rates.ceiling, rates.one),
      "threads / processes": ratio(rates.two, rates.ceiling),
    });
  }
  for (const peer of [one, other, both]) peer.close();
  return results;
}

/** Warms all up; a number of images that takes the first about `SECONDS`. */
async function imagesFor(task: Task, peers: PeerProcess[]): Promise<number> {
  for (const peer of peers) await run(peer, task, 1280);
  const { seconds } = await run(peers[0], task, 1280);
  return Math.min(ALL, Math.max(1280, Math.round((SECONDS * 1280) / seconds)));
}

async function measureGrowth() {
  const sizes = [1000, 10_000, ALL];
  const measured = sizes.flatMap((images) =>
    (["predict", "train"] as const).map((task) => ({ task, images, answers: [] as Answer[] })),
  );
  for (let round = 0; round < rounds; round++) {
    for (const { task, images, answers } of measured) {
      const peer = await start(2, images);
      answers.push(await run(peer, task, images));
      peer.close();
    }
  }
  return measured.map(({ task, images, answers }) => {
    const seconds = median(answers.map((answer) => answer.seconds));
    const peakMiB = Math.round(median(answers.map((answer) => answer.peakMiB)));
    return {
      task,
      images,
      "us per image": Number(((seconds / images) * 1e6).toPrecision(3)),
      "peak MiB": peakMiB,
    };
  });
}

function run(peer: PeerProcess, task: Task, images: number): Promise<Answer> {
  return peer.ask({ task, images });
}
