/**
 * How long @mnist/runtime takes to be ready: fresh processes, medians. "ready" is the import of the package and
 * compile() together, after which the calling thread predicts; the workers come up meanwhile and answer the first batch
 * after "workers answered". Prints a table and writes bench/results/runtime-startup.json.
 *
 *   npx tsx bench/runtime-startup.ts [--rounds 15] [--node PATH-OF-ANOTHER-NODE]
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { networks } from "./lib/networks.js";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    node: { type: "string", default: process.execPath },
  },
});
const child = fileURLToPath(new URL("./lib/runtime-startup-child.mjs", import.meta.url));
const variants = Object.keys(networks).flatMap((network) =>
  [1, 2].map((threads) => ({ network, threads, runs: [] as Record<string, number>[] })),
);

for (let round = 0; round < Number(values.rounds); round++) {
  for (const { network, threads, runs } of variants) {
    const architecture = JSON.stringify(networks[network]);
    const { stdout } = await promisify(execFile)(values.node, [child, architecture, String(threads)]);
    runs.push(JSON.parse(stdout));
  }
}

const results = variants.map(({ network, threads, runs }) => {
  const times = Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))] as const);
  const fastest = Math.min(...runs.map((run) => run.ready));
  const rounded = [...times, ["fastest ready", fastest] as const].map(([key, ms]) => [
    key,
    Number(ms.toFixed(1)),
  ]);
  return { network, threads, ...Object.fromEntries(rounded) };
});
console.table(results);
await writeResult("runtime-startup", { unit: "ms", rounds: Number(values.rounds), results });
