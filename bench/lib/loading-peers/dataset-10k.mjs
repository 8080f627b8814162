import { importing, measured } from "./measure.mjs";

const { loadSplit } = await importing(() => import("@mnist/dataset"));
await measured(async () => {
  const test = await loadSplit("mnist", "test", { cacheDir: process.argv[2], sources: ["cache"] });
  const { value: batch } = test.batches({ size: 64, shuffle: true, seed: 1 }).next();
  return { batch, test };
});
