/**
 * Training images per second of six common networks: @mnist/runtime beside PyTorch in interleaved rounds with the same
 * threads, PyTorch in both memory layouts and at batch sizes 128 and 32 (its best of the four counts), and once more
 * without AVX-512, which many processors lack; on the Keras example also beside Keras with TensorFlow, on this and its own
 * network beside jax-js (WebAssembly, one thread). Each network has processes of its own, as where somebody trains it: one
 * that has trained another keeps more memory from the system and is up to a fifth faster. Medians over the rounds; what is
 * not installed is left out and named. Prints a table and writes bench/results/runtime-training.json.
 *
 *   npx tsx bench/runtime-training.ts [--rounds 5] [--threads 2] [--only NETWORK]
 *                                     [--python PATH-OF-A-PYTHON-WITH-TORCH-OR-TENSORFLOW]
 *                                     [--peers FOLDER-WHERE-JAX-JS-IS-INSTALLED]
 *                                     [--yardstick FOLDER]
 *
 * A yardstick is any other program that trains the Keras example: FOLDER/run.sh prints "img/s median NUMBER" and is run
 * once a round.
 */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { createArtifacts } from "@mnist/model";
import { Random } from "@mnist/random";
import { compile } from "@mnist/runtime";
import { networks } from "./lib/networks.js";
import { type PeerProcess, startPeers } from "./lib/peer-process.js";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    only: { type: "string" },
    python: { type: "string", default: "python3" },
    peers: { type: "string", default: "." },
    yardstick: { type: "string" },
  },
});
const rounds = Number(values.rounds);
const threads = Number(values.threads);
const BATCHES = [128, 32];
const JAX_JS_BATCH = 32;
const JAX_JS_NETWORKS = ["keras", "jax-js"];
/** About how long one measurement takes. */
const SECONDS = 0.7;

/** Something that trains one network with one batch size. */
interface Contender {
  name: string;
  batchSize: number;
  /** Trains so many steps; images per second. */
  measure(steps: number): Promise<number>;
  close?(): Promise<void>;
}

const script = (name: string) => fileURLToPath(new URL(`./lib/${name}`, import.meta.url));
const { train } = await loadMnist();
const order = new Random(1, "order").permutation(train.labels.length);
const versions: Record<string, string> = {};
const missing: Record<string, string> = {};
const table: Record<string, unknown>[] = [];

for (const network of Object.keys(networks)) {
  if (values.only && !network.includes(values.only)) continue;
  const { peers, missing: absent } = await startPeers(commandsFor(network));
  Object.assign(missing, absent);
  for (const [name, { hello }] of Object.entries(peers)) versions[name] = hello.version;
  const contenders = [...(await runtimes(network)), ...others(network, peers)];
  const medians = await race(contenders);
  for (const { close } of contenders) await close?.();
  for (const peer of Object.values(peers)) peer.close();
  const best = (prefix: string) =>
    Math.max(
      0,
      ...Object.entries(medians).flatMap(([name, rate]) => (name.startsWith(prefix) ? [rate] : [])),
    );
  const fastest = best("relaxed-simd") || best("simd");
  const ratios = ["torch", "avx2-torch", "keras", "jax-js", "yardstick"].flatMap((peer) =>
    best(peer) ? [[`/ ${peer}`, Number((fastest / best(peer)).toPrecision(3))]] : [],
  );
  const row = {
    network,
    "relaxed-simd": fastest,
    simd: best("simd"),
    torch: best("torch"),
    ...Object.fromEntries(ratios),
    secondsPerEpoch: Number((60000 / fastest).toPrecision(3)),
  };
  table.push({ ...row, medians });
  console.table([row]);
}
await writeResult("runtime-training", { threads, rounds, versions, missing, networks: table });

/** The peers that know a network. */
function commandsFor(network: string): Parameters<typeof startPeers>[0] {
  const torch = [script("torch-peer.py"), String(threads)];
  return {
    torch: [values.python, torch],
    "avx2-torch": [values.python, [...torch, "avx2"]],
    ...(network === "keras" && { keras: [values.python, [script("keras-peer.py"), String(threads)]] }),
    ...(JAX_JS_NETWORKS.includes(network) && {
      "jax-js": [process.execPath, [script("jax-js-peer.mjs"), resolve(values.peers)]],
    }),
  };
}

/** Both builds of the runtime with both batch sizes. */
async function runtimes(network: string): Promise<Contender[]> {
  const artifacts = createArtifacts(networks[network], { seed: 1 });
  const contenders: Contender[] = [];
  for (const deterministic of [false, true]) {
    for (const batchSize of BATCHES) {
      const executor = await compile(artifacts, { threads, deterministic });
      const optimizer = { name: "adam" } as const;
      const trainer = await executor.trainer({ optimizer, seed: 1, data: train, maxBatchSize: batchSize });
      contenders.push({
        name: `${executor.simd} ${batchSize}`,
        batchSize,
        async measure(steps) {
          const start = performance.now();
          await trainer.run({ order: order.subarray(0, steps * batchSize), batchSize, learningRates: 0.001 });
          return (steps * batchSize * 1000) / (performance.now() - start);
        },
        close: () => executor.close(),
      });
    }
  }
  return contenders;
}

/** The other libraries, as far as they are there and know the network. */
function others(network: string, peers: Record<string, PeerProcess>): Contender[] {
  const contenders: Contender[] = [];
  const add = (peer: string, label: string, batchSize: number, options: object = {}) => {
    if (!peers[peer]) return;
    const request = { task: "train", network, batchSize, ...options };
    const measure = async (steps: number) =>
      (await peers[peer].ask<{ imagesPerSecond: number }>({ ...request, steps })).imagesPerSecond;
    contenders.push({ name: `${peer} ${batchSize}${label}`, batchSize, measure });
  };
  for (const batchSize of BATCHES) {
    for (const torch of ["torch", "avx2-torch"]) {
      add(torch, " nchw", batchSize, { channelsLast: false });
      add(torch, " channels_last", batchSize, { channelsLast: true });
    }
    add("keras", "", batchSize);
  }
  add("jax-js", "", JAX_JS_BATCH);
  if (network === "keras" && values.yardstick) {
    contenders.push({ name: "yardstick", batchSize: 1, measure: () => yardstick(values.yardstick!) });
  }
  return contenders;
}

async function yardstick(folder: string): Promise<number> {
  const { stdout } = await promisify(execFile)(`${resolve(folder)}/run.sh`);
  return Number(/img\/s median (\d+)/.exec(stdout)![1]);
}

/** Medians of interleaved rounds, by name. */
async function race(contenders: Contender[]): Promise<Record<string, number>> {
  const entrants = [];
  for (const contender of contenders) {
    await contender.measure(1);
    const steps = Math.round((SECONDS * (await contender.measure(2))) / contender.batchSize);
    const most = Math.floor(order.length / contender.batchSize);
    entrants.push({ contender, steps: Math.max(1, Math.min(most, steps)), rates: [] as number[] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { contender, steps, rates } of entrants) rates.push(await contender.measure(steps));
  }
  return Object.fromEntries(
    entrants.map(({ contender, rates }) => [contender.name, Number(median(rates).toPrecision(5))]),
  );
}
