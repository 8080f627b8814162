/**
 * Where the time of a training step goes: microseconds for each image in each kernel of @mnist/runtime on one thread, the
 * fastest of all steps, so that a busy machine disturbs little. With --against another build of the package in the same
 * rounds. The network is one of lib/networks.ts or a preset. Prints a table, writes nothing.
 *
 *   npx tsx bench/runtime-profile.ts [--network keras] [--batch 128] [--steps 60] [--simd] [--against DIST/INDEX.JS]
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { createArtifacts, presets } from "@mnist/model";
import * as runtime from "@mnist/runtime";
import { networks } from "./lib/networks.js";

type Kernels = Record<string, (...args: number[]) => unknown>;

const { values } = parseArgs({
  options: {
    network: { type: "string", default: "keras" },
    batch: { type: "string", default: "128" },
    steps: { type: "string", default: "60" },
    simd: { type: "boolean", default: false },
    against: { type: "string" },
  },
});
const batchSize = Number(values.batch);
/** Steps before the measurement, so that the gradients are those of a network that learns. */
const WARM_UP = 40;
const STEP = "whole step";

const { train } = await loadMnist();
const preset = Object.values(presets).find(({ name }) => name === values.network);
const artifacts = createArtifacts(preset?.architecture ?? networks[values.network], { seed: 1 });
const builds = { this: await profile(runtime) } as Record<string, Awaited<ReturnType<typeof profile>>>;
if (values.against) {
  builds.against = await profile(await import(pathToFileURL(resolve(values.against)).href));
}
for (let step = 0; step < WARM_UP + Number(values.steps); step++) {
  for (const { step: run } of Object.values(builds)) await run(step);
}
for (const [name, { fastest }] of Object.entries(builds)) {
  console.log(name);
  const sum = [...fastest].reduce((total, [kernel, ms]) => (kernel === STEP ? total : total + ms), 0);
  console.table(
    [...fastest, ["sum", sum] as const].map(([kernel, ms]) => ({
      kernel,
      "us/image": Number(((ms * 1000) / batchSize).toFixed(2)),
    })),
  );
}

/** A trainer whose kernels measure themselves: the calling thread alone, in private memory. */
async function profile({ compile }: typeof runtime) {
  const executor = await compile(artifacts, { sharedMemory: false, threads: 1, deterministic: values.simd });
  const { kernels } = executor as unknown as { kernels: Kernels };
  const spent = new Map<string, number>();
  for (const [name, kernel] of Object.entries(kernels)) {
    if (typeof kernel !== "function") continue;
    kernels[name] = (...args) => {
      const start = performance.now();
      const result = kernel(...args);
      spent.set(name, (spent.get(name) ?? 0) + performance.now() - start);
      return result;
    };
  }
  const trainer = await executor.trainer({
    optimizer: { name: "adam" },
    seed: 1,
    data: train,
    maxBatchSize: batchSize,
  });
  const fastest = new Map<string, number>();
  return {
    fastest,
    async step(step: number) {
      spent.clear();
      const indices = Uint32Array.from(
        { length: batchSize },
        (_, i) => (step * batchSize + i) % train.labels.length,
      );
      const start = performance.now();
      await trainer.step(indices, { learningRate: 0.001 });
      spent.set(STEP, performance.now() - start);
      if (step < WARM_UP) return;
      for (const [name, ms] of spent) fastest.set(name, Math.min(ms, fastest.get(name) ?? Infinity));
    },
  };
}
