/**
 * A process that predicts with one library and says how many images it took a second: see peer-process.ts.
 *
 * Arguments: name of the library (a key of `LIBRARIES`), threads, folder whose node_modules has it, ONNX file.
 * Answers {"batchSize", "steps"} with {"imagesPerSecond", "medianMs"} (of one call); its first line has the
 * probabilities of the first test image, so that whoever asks can see that all predict the same.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { loadMnist } from "@mnist/dataset";
import { type Backend, createArtifacts, createExecutor } from "@mnist/model";
import { compile } from "@mnist/runtime";
import { networks } from "./networks.js";
import { median } from "./statistics.js";

/** Predicts `count` images from the first one on, given as bytes and as floats; gives their probabilities. */
type Predict = (count: number) => Promise<Float32Array>;

const [library, threadsText, folder, onnxFile] = process.argv.slice(2);
const threads = Number(threadsText);
const artifacts = createArtifacts(networks.keras, { seed: 1 });
const { test } = await loadMnist();
const floats = Float32Array.from(test.images, (byte) => byte / 255);

const LIBRARIES: Record<string, () => Promise<{ version: string; predict: Predict }>> = {
  "@mnist/runtime": () => runtime(false),
  "@mnist/runtime, deterministic": () => runtime(true),
  "onnxruntime-node": async () => {
    const ort = await fromFolder("onnxruntime-node");
    return onnxRuntime(ort, { intraOpNumThreads: threads, interOpNumThreads: 1 });
  },
  "onnxruntime-web": async () => {
    const ort = await fromFolder("onnxruntime-web");
    ort.env.wasm.numThreads = threads;
    return onnxRuntime(ort, { executionProviders: ["wasm"] });
  },
  "tfjs-wasm": () => tensorflow("tfjs-wasm"),
  "tfjs-node": () => tensorflow("tfjs-node"),
};

async function runtime(deterministic: boolean) {
  const executor = await compile(artifacts, { threads, deterministic });
  return {
    version: executor.simd,
    predict: (count: number) => executor.predict(test.images.subarray(0, count * 784)),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: packages that are not dependencies have no types here
async function fromFolder(name: string): Promise<any> {
  const entry = createRequire(`${folder}/`).resolve(name);
  const module = await import(pathToFileURL(entry).href);
  return module.default ?? module;
}

// biome-ignore lint/suspicious/noExplicitAny: see fromFolder
async function onnxRuntime(ort: any, options: object) {
  const session = await ort.InferenceSession.create(onnxFile, options);
  const versions = ort.env.versions;
  return {
    version: versions.node ?? versions.web ?? versions.common,
    predict: async (count: number) => {
      const images = new ort.Tensor("float32", floats.subarray(0, count * 784), [count, 1, 28, 28]);
      const { probabilities } = await session.run({ images });
      return probabilities.data as Float32Array;
    },
  };
}

async function tensorflow(backend: Backend) {
  const executor = await createExecutor(artifacts, { backend, threads });
  return {
    version: "4.22.0",
    predict: (count: number) => executor.predict(test.images.subarray(0, count * 784)),
  };
}

const { version, predict } = await LIBRARIES[library]();
const print = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
print({ version, probabilities: Array.from((await predict(1)).slice(0, 10)) });

for await (const line of createInterface({ input: process.stdin })) {
  const { batchSize, steps } = JSON.parse(line);
  const times: number[] = [];
  const start = performance.now();
  for (let step = 0; step < steps; step++) {
    const before = performance.now();
    await predict(batchSize);
    times.push(performance.now() - before);
  }
  const seconds = (performance.now() - start) / 1000;
  print({ imagesPerSecond: (batchSize * steps) / seconds, medianMs: median(times) });
}
process.exit();
