// What a loader's process measures of itself, and prints as one line of JSON.
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
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  if (kept.batch === undefined) throw new Error("no batch");
  console.log(JSON.stringify({ importMs, loadMs, memoryMiB: (peakBytes - baselineBytes) / 2 ** 20 }));
}
