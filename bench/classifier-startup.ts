/**
 * How soon a fresh process has read its first digit with the shipped model, counted from the first line of the script
 * that imports the classifier: medians and the quickest. "CPU" is of all threads together, less what an empty script
 * takes: what a busy machine cannot hide.
 *
 *   npx tsx classifier-startup.ts [--rounds 15] [--model default]
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "15" }, model: { type: "string", default: "default" } },
});
const child = fileURLToPath(new URL("lib/classifier-startup-child.mjs", import.meta.url));
const entry = import.meta.resolve("@mnist/model/classifier");
const empty = "const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)";
const node = async (...args: string[]) =>
  JSON.parse((await promisify(execFile)(process.execPath, args)).stdout);

const runs: { wall: number; cpu: number; node: number }[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  runs.push({
    ...(await node(child, entry, values.model)),
    node: await node("--input-type=module", "-e", empty),
  });
}
const ms = (list: number[]) => ({ median: median(list), fastest: Math.min(...list) });
const result = {
  "first prediction": ms(runs.map(({ wall }) => wall)),
  CPU: ms(runs.map(({ cpu, node: own }) => cpu - own)),
};
console.table(result);
await writeResult("classifier-startup", {
  unit: "ms after Node's own start",
  model: values.model,
  rounds: runs.length,
  ...result,
});
