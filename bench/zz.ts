import { loadMnist } from "@mnist/dataset";
import { createArtifacts } from "@mnist/model";
import { Random } from "@mnist/random";
import { networks } from "./lib/networks.js";
import { median } from "./lib/statistics.js";

const { train } = await loadMnist();
const order = new Random(1, "order").permutation(train.labels.length);
const [a, b] = [
  await import("/work/main/packages/runtime/dist/index.js"),
  await import("/tmp/st/dist/index.js"),
];
for (const name of process.argv.slice(2)) {
  const runs = [];
  for (const { compile } of [a, b]) {
    const executor = await compile(createArtifacts(networks[name], { seed: 1 }), { threads: 2 });
    const trainer = await executor.trainer({
      optimizer: { name: "adam" },
      seed: 1,
      data: train,
      maxBatchSize: 128,
    });
    runs.push({ executor, trainer, rates: [] as number[] });
  }
  const steps = name.includes("node") || name.includes("py") ? 40 : 120;
  for (let round = 0; round < 15; round++)
    for (const r of runs) {
      const start = performance.now();
      await r.trainer.run({
        order: order.subarray(0, steps * 128),
        batchSize: 128,
        learningRates: new Float32Array(steps).fill(1e-4),
      } as never);
      r.rates.push(((steps * 128) / (performance.now() - start)) * 1000);
    }
  console.log(
    name,
    ...runs.map((r) => median(r.rates.slice(2)).toFixed(0)),
    (median(runs[0].rates.slice(2)) / median(runs[1].rates.slice(2))).toFixed(3),
    "best",
    ...runs.map((r) => Math.max(...r.rates).toFixed(0)),
  );
  for (const r of runs) await r.executor.close();
}
