import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createArtifacts } from "./create-artifacts.js";
import { encodeModel } from "./encode.js";
import { presets } from "./presets/index.js";

const MIB = 2 ** 20;
/** Memory that loading takes beside the weights: code, garbage, parsed JSON. */
const OVERHEAD = 80 * MIB;

// biome-ignore lint/suspicious/noExplicitAny: a manifest that is about to be broken
type Json = any;

let root: string;
let manifest: string;
let weights: Uint8Array;

/** Opens a folder after a good model and says what that came to and how much memory it took at its peak. */
const script = `
  import { loadClassifier } from ${JSON.stringify(new URL("../dist/classifier.js", import.meta.url).href)};
  const good = await loadClassifier("tiny");
  await good.predict(new Uint8Array(784));
  const peak = () => 1024 * process.resourceUsage().maxRSS;
  const before = peak();
  const classifier = await loadClassifier(process.argv[2]).catch(({ name, code }) => ({ name, code }));
  const { name, code } = classifier;
  console.log(JSON.stringify({ name: name ?? classifier.constructor.name, code, memory: peak() - before }));`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mnist-hostile-"));
  await writeFile(join(root, "open.mjs"), script);
  const { files } = await encodeModel(createArtifacts(presets.tiny.architecture, { seed: 5 }));
  manifest = new TextDecoder().decode(files["model.json"]);
  weights = files["weights.bin"];
});
afterAll(() => rm(root, { recursive: true }));

/** A folder with the files of a small model, its manifest altered. */
async function folderWith(alter: (json: Json) => unknown = () => {}): Promise<string> {
  const folder = join(root, crypto.randomUUID());
  await mkdir(folder);
  const json = JSON.parse(manifest);
  await writeFile(join(folder, "model.json"), JSON.stringify(alter(json) ?? json));
  await writeFile(join(folder, "weights.bin"), weights);
  return folder;
}

async function open(folder: string) {
  const { stdout } = await promisify(execFile)(process.execPath, ["open.mjs", folder], {
    cwd: root,
    timeout: 30_000,
  });
  return JSON.parse(stdout) as { name: string; code?: string; memory: number };
}

const layersOf = (json: Json): Json[] => json.modelTopology.config.layers;
const lastOf = <T>(list: T[]): T => list[list.length - 1];
const weightsOf = (json: Json): Json[] => json.weightsManifest[0].weights;

/** A model of one 3 x 3 convolution for images of this size: a few bytes of weights. */
const oneConvolution = (size: number) => (json: Json) => {
  const config = { name: "c", filters: 1, kernel_size: [3, 3], use_bias: false };
  const batch_input_shape = [null, size, size, 1];
  json.modelTopology.config.layers = [{ class_name: "Conv2D", config: { ...config, batch_input_shape } }];
  json.weightsManifest[0].weights = [{ name: "c/kernel", shape: [3, 3, 1, 1], dtype: "float32" }];
  delete json.userDefinedMetadata;
};

describe("a hostile model folder is refused, and takes no more memory than its files", () => {
  it.each<[string, string, (json: Json) => unknown]>([
    [
      "10^9 units, and weights for them that are not there",
      "ERR_MNIST_MODEL_FORMAT",
      (json) => {
        lastOf(layersOf(json)).config.units = 1e9;
        lastOf(weightsOf(json)).shape = [1e9];
      },
    ],
    [
      "10^9 units in the topology alone",
      "ERR_MNIST_MODEL",
      (json) => {
        lastOf(layersOf(json)).config.units = 1e9;
      },
    ],
    [
      "images of 4096 x 4096",
      "ERR_MNIST_UNSUPPORTED",
      (json) => {
        layersOf(json)[0].config.batch_input_shape = [null, 4096, 4096, 1];
      },
    ],
    [
      "padding of 4000 rows and columns",
      "ERR_MNIST_UNSUPPORTED",
      (json) => {
        const padding = { class_name: "ZeroPadding2D", config: { name: "p", padding: [4000, 4000] } };
        layersOf(json).splice(1, 0, padding);
      },
    ],
    [
      "10,000 layers",
      "ERR_MNIST_UNSUPPORTED",
      (json) => {
        const relu = (_: unknown, i: number) => ({
          class_name: "ReLU",
          config: { name: `relu${i}`, trainable: true },
        });
        layersOf(json).push(...Array.from({ length: 10_000 }, relu));
      },
    ],
    [
      "20,000 weights",
      "ERR_MNIST_MODEL_FORMAT",
      (json) => {
        const spec = (_: unknown, i: number) => ({ name: `w${i}`, shape: [1], dtype: "float32" });
        weightsOf(json).push(...Array.from({ length: 20_000 }, spec));
      },
    ],
    [
      "one file 10,000 times",
      "ERR_MNIST_MODEL_FORMAT",
      (json) => {
        json.weightsManifest[0].paths = new Array(10_000).fill("weights.bin");
      },
    ],
  ])("%s", async (_, code, alter) => {
    const outcome = await open(await folderWith(alter));
    expect(outcome).toMatchObject({ name: expect.stringMatching(/^(Model|Runtime)Error$/), code });
    expect(outcome.memory).toBeLessThan(OVERHEAD);
  });

  it("the largest images there can be, in the memory that a plan for them needs", async () => {
    const folder = await folderWith(oneConvolution(1400));
    await writeFile(join(folder, "weights.bin"), new Uint8Array(36));
    const outcome = await open(folder);
    // Only when it was planned is its output seen to be no vector of classes.
    expect(outcome).toMatchObject({ name: "ModelError", code: "ERR_MNIST_ARGUMENT" });
    expect(outcome.memory).toBeLessThan(OVERHEAD);
  });

  it.each<[string, string]>([
    ["arrays in arrays in arrays", `${"[".repeat(500_000)}${"]".repeat(500_000)}`],
    ["half a million empty objects", `[${"{},".repeat(300_000)}{}]`],
    ["a key that reaches the prototype", '{"constructor": {"prototype": {}}}'],
  ])("JSON with %s", async (_, value) => {
    const folder = await folderWith();
    await writeFile(join(folder, "model.json"), `{ "modelTopology": ${value}, "weightsManifest": [] }`);
    const outcome = await open(folder);
    expect(outcome).toMatchObject({ name: "ModelError", code: "ERR_MNIST_MODEL_FORMAT" });
    expect(outcome.memory).toBeLessThan(OVERHEAD);
  });

  it.each(["weights.bin", "model.json"])("%s of a tebibyte", async (file) => {
    const folder = await folderWith();
    await truncate(join(folder, file), 2 ** 40);
    const outcome = await open(folder);
    expect(outcome).toMatchObject({ name: "ModelError", code: "ERR_MNIST_MODEL_FORMAT" });
    expect(outcome.memory).toBeLessThan(OVERHEAD);
  });

  it.skipIf(process.platform === "win32")("a pipe, which nobody writes to, for weights.bin", async () => {
    const folder = await folderWith();
    await rm(join(folder, "weights.bin"));
    execFileSync("mkfifo", [join(folder, "weights.bin")]);
    expect(await open(folder)).toMatchObject({ name: "ModelError", code: "ERR_MNIST_MODEL_NOT_FOUND" });
  });

  it.each([
    { storage: "float32", bytesPerValue: 4, floats: 0 },
    { storage: "float16", bytesPerValue: 2, floats: 1 },
  ])("192 MiB of $storage weights that no layer wants", async ({ storage, bytesPerValue, floats }) => {
    const size = 192 * MIB;
    const folder = await folderWith((json) => {
      const quantization = floats ? { quantization: { dtype: storage } } : {};
      json.weightsManifest[0].weights = [
        { name: "w", shape: [size / bytesPerValue], dtype: "float32", ...quantization },
      ];
      delete json.userDefinedMetadata;
    });
    await truncate(join(folder, "weights.bin"), 0);
    await truncate(join(folder, "weights.bin"), size);
    const outcome = await open(folder);
    expect(outcome).toMatchObject({ name: "RuntimeError", code: "ERR_MNIST_MODEL" });
    expect(outcome.memory).toBeLessThan(size + floats * 2 * size + OVERHEAD);
  });
});
