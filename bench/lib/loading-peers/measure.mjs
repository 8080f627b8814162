// What a loader's process measures of itself, and prints as one line of JSON.
import { readFileSync } from "node:fs";

const baselineBytes = process.memoryUsage().rss;
let importMs = 0;

/** Times the import of a loader. */
export async function importing(load) {
  const start = performance.now();
  const module = await load();
  importMs = performance.now() - start;
  return module;
}

/** Times `load`, from nothing to the first batch. */
export async function measured(load) {
  const start = performance.now();
  const kept = await load();
  const loadMs = performance.now() - start;
  const peakBytes = peakResidentBytes();
  if (kept.batch === undefined) throw new Error("no batch");
  console.log(JSON.stringify({ importMs, loadMs, memoryMiB: (peakBytes - baselineBytes) / 2 ** 20 }));
}

/** Of this process alone: the maxRSS of getrusage may be inherited from the process that started this one. */
function peakResidentBytes() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
}
