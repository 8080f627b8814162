import "@tensorflow/tfjs-backend-cpu";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createArtifacts } from "./create-artifacts.js";
import { loadModel, saveModel } from "./model-folder.js";
import { openModel } from "./model-source.js";
import { presets } from "./presets/index.js";
import { weightsByName } from "./test-weights.js";
import { train } from "./train.js";

const model = createArtifacts(presets.tiny.architecture, { seed: 5 });
let root: string;
let folder: string;

beforeAll(async () => {
  await tf.setBackend("cpu");
  root = await mkdtemp(join(tmpdir(), "mnist-model-"));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(async () => {
  folder = join(root, crypto.randomUUID());
  await saveModel(folder, model, { note: "kept" });
});

const manifest = async () => JSON.parse(await readFile(join(folder, "model.json"), "utf8"));
const writeManifest = (json: unknown) => writeFile(join(folder, "model.json"), JSON.stringify(json));

describe("folders outside of Node", () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each<[string, () => Promise<unknown>]>([
    ["saveModel", () => saveModel(join(root, "page"), model)],
    ["openModel", () => openModel(join(root, "page"))],
    [
      "train",
      () =>
        train({
          data: { images: new Uint8Array(784), labels: Uint8Array.of(1) },
          checkpointDir: join(root, "page"),
        }),
    ],
  ])("are refused by %s", async (_, call) => {
    vi.stubGlobal("process", Object.create(process, { getBuiltinModule: { value: undefined } }));
    await expect(call()).rejects.toMatchObject({ name: "ModelError", code: "ERR_MNIST_ARGUMENT" });
  });
});

describe("saveModel and loadModel", () => {
  it("give back the same bytes and the metadata", async () => {
    const loaded = await loadModel(folder);
    expect(new Uint8Array(loaded.weightData)).toEqual(new Uint8Array(model.weightData));
    expect(loaded.weightSpecs).toEqual(model.weightSpecs);
    expect(loaded.modelTopology).toEqual(model.modelTopology);
    expect(loaded.userDefinedMetadata).toMatchObject({ note: "kept" });
    expect((await readdir(folder)).sort()).toEqual(["model.json", "weights.bin"]);
  });

  it.each(["float32", "float16"] as const)(
    "write %s files that stock tf.loadLayersModel opens",
    async (storage) => {
      await saveModel(folder, model, {}, { storage });
      const json = await manifest();
      const bytes = await readFile(join(folder, "weights.bin"));
      const stock = await layers.loadLayersModel(
        tf.io.fromMemory({
          ...json,
          weightSpecs: json.weightsManifest[0].weights,
          weightData: new Uint8Array(bytes).buffer,
        }),
      );
      const ours = await layers.loadLayersModel(tf.io.fromMemory(await loadModel(folder)));
      const input = tf.randomUniform([4, 28, 28, 1], 0, 1, "float32", 1);
      const difference = tf.sub(stock.predict(input) as tf.Tensor, ours.predict(input) as tf.Tensor);
      expect(tf.max(tf.abs(difference)).dataSync()[0]).toBe(0);
    },
  );

  it("read what tfjs-layers itself saves", async () => {
    const stock = await layers.loadLayersModel(tf.io.fromMemory(model));
    await stock.save(
      tf.io.withSaveHandler(async (artifacts) => {
        const { weightData, weightSpecs, ...rest } = artifacts;
        await writeManifest({
          ...rest,
          weightsManifest: [{ paths: ["./weights.bin"], weights: weightSpecs }],
        });
        await writeFile(join(folder, "weights.bin"), new Uint8Array(weightData as ArrayBuffer));
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
      }),
    );
    // tfjs-layers writes the weights that are not trained last, so the order is another.
    expect(weightsByName(await loadModel(folder))).toEqual(weightsByName(model));
  });

  it("leave an earlier model as it was when writing fails", async () => {
    const before = await readFile(join(folder, "weights.bin"));
    await rm(join(folder, "model.json"));
    await mkdir(join(folder, "model.json", "in-the-way"), { recursive: true });
    const other = createArtifacts(presets.fast.architecture, { seed: 6 });
    await expect(saveModel(folder, other)).rejects.toMatchObject({ code: "ERR_MNIST_MODEL_WRITE" });
    expect(await readFile(join(folder, "weights.bin"))).toEqual(before);
    expect((await readdir(folder)).sort()).toEqual(["model.json", "weights.bin"]);
  });
});

describe("openModel", () => {
  it("opens a folder by its URL, and refuses other URLs and other objects", async () => {
    expect(weightsByName(await openModel(pathToFileURL(folder)))).toEqual(weightsByName(model));
    for (const source of [new URL("https://example.org/model"), {} as typeof model]) {
      await expect(openModel(source)).rejects.toMatchObject({ code: "ERR_MNIST_ARGUMENT" });
    }
  });
});

describe("saveModel", () => {
  it("takes back what it has replaced when the rest cannot be", async () => {
    const before = await readFile(join(folder, "weights.bin"));
    const fileSystem = process.getBuiltinModule("node:fs/promises");
    const { rename: original } = fileSystem;
    const rename = vi.spyOn(fileSystem, "rename");
    const locked = Object.assign(new Error("locked"), { code: "EPERM" });
    rename.mockImplementation(async (from, to) => {
      if (String(to).endsWith("model.json")) throw locked;
      return original(from, to);
    });
    try {
      const other = createArtifacts(presets.fast.architecture, { seed: 6 });
      await expect(saveModel(folder, other)).rejects.toMatchObject({ code: "ERR_MNIST_MODEL_WRITE" });
    } finally {
      rename.mockRestore();
    }
    expect(await readFile(join(folder, "weights.bin"))).toEqual(before);
    expect((await readdir(folder)).sort()).toEqual(["model.json", "weights.bin"]);
    await loadModel(folder);
  });

  it("refuses weights that have no float16, and other kinds of storage", async () => {
    const large = createArtifacts(presets.fast.architecture, { seed: 6 });
    new Float32Array(large.weightData)[3] = 70_000;
    for (const storage of ["float16", "float8"]) {
      await expect(saveModel(folder, large, {}, { storage: storage as "float16" })).rejects.toMatchObject({
        code: "ERR_MNIST_ARGUMENT",
      });
    }
    await saveModel(folder, large);
  });
});

describe("loadModel refuses", () => {
  const format = { name: "ModelError", code: "ERR_MNIST_MODEL_FORMAT" };

  it("a folder that is not there, and one without weights", async () => {
    await expect(loadModel(join(root, "nowhere"))).rejects.toMatchObject({
      code: "ERR_MNIST_MODEL_NOT_FOUND",
    });
    await expect(openModel("defualt")).rejects.toMatchObject({
      code: "ERR_MNIST_MODEL_NOT_FOUND",
      message: expect.stringMatching(/defualt.*default, tiny, best/),
    });
    for (const source of [undefined, null, 3]) {
      await expect(openModel(source as never)).rejects.toMatchObject({ code: "ERR_MNIST_ARGUMENT" });
    }
    await rm(join(folder, "weights.bin"));
    await expect(loadModel(folder)).rejects.toMatchObject({ code: "ERR_MNIST_MODEL_NOT_FOUND" });
  });

  it("truncated and lengthened weights", async () => {
    const { byteLength } = model.weightData;
    await truncate(join(folder, "weights.bin"), byteLength - 1);
    await expect(loadModel(folder)).rejects.toMatchObject(format);
    await truncate(join(folder, "weights.bin"), byteLength + 4);
    await expect(loadModel(folder)).rejects.toMatchObject(format);
  });

  it("weights of another model of the same size", async () => {
    const other = createArtifacts(presets.tiny.architecture, { seed: 6 });
    await writeFile(join(folder, "weights.bin"), new Uint8Array(other.weightData));
    await expect(loadModel(folder)).rejects.toThrow(/SHA-256/);
  });

  it("weights that are not numbers", async () => {
    const weightData = model.weightData.slice(0);
    new Float32Array(weightData)[100] = Number.NaN;
    await saveModel(folder, { ...model, weightData });
    await expect(loadModel(folder)).rejects.toThrow(/finite/);
  });

  it.each([
    "../weights.bin",
    "/etc/hostname",
    "a/b.bin",
    "https://example.org/w.bin",
    "C:\\w.bin",
    "..",
    "",
    7,
  ])("the weight file %j", async (path) => {
    const json = await manifest();
    json.weightsManifest[0].paths = [path];
    await writeManifest(json);
    await expect(loadModel(folder)).rejects.toThrow(/plain name/);
  });

  it("keys that reach a prototype", async () => {
    const text = await readFile(join(folder, "model.json"), "utf8");
    for (const key of ['"__proto__": {"polluted": 1}', '"constructor": {"prototype": {"polluted": 1}}']) {
      await writeFile(join(folder, "model.json"), text.replace("{", `{ ${key},`));
      await expect(loadModel(folder)).rejects.toMatchObject(format);
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([[[2 ** 40]], [[-1, -1]], [[1.5]], ["3"], [[1e9, 1e9, 1e9]], [[null]]])(
    "a weight of shape %j",
    async (shape) => {
      const json = await manifest();
      json.weightsManifest[0].weights[0].shape = shape;
      await writeManifest(json);
      await expect(loadModel(folder)).rejects.toMatchObject(format);
    },
  );

  it("mutated files, with typed errors only", async () => {
    const text = await readFile(join(folder, "model.json"), "utf8");
    const json = new TextEncoder().encode(text);
    const edits = fc.array(fc.tuple(fc.nat(json.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const mutated = json.slice();
        for (const [at, byte] of changes) mutated[at] = byte;
        await writeFile(join(folder, "model.json"), mutated);
        const error = await loadModel(folder).then(
          () => undefined,
          (reason) => reason,
        );
        if (error) expect(error.name).toBe("ModelError");
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 1000) },
    );
  });
});
