import { importing, measured } from "./measure.mjs";

const { loadMnist } = await importing(() => import("@mnist/dataset"));
await measured(async () => {
  const { train, test } = await loadMnist({ cacheDir: process.argv[2], sources: ["cache"] });
  const { value: batch } = train.batches({ size: 64, shuffle: true, seed: 1 }).next();
  return { batch, train, test };
});
