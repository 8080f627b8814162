import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadMnist } from "@mnist/dataset";
import { createExecutor, createModel, modelArtifacts, openModel, saveModel } from "@mnist/model";
import * as ort from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePipe, mnist, outcome, start } from "./mnist.js";

const COUNT = 50;
let folder: string;
let images: Uint8Array;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mnist-export-"));
  images = (await loadMnist()).test.images.slice(0, COUNT * 784);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function byOnnxRuntime(file: string): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(readFileSync(file));
  const input = new ort.Tensor(
    "float32",
    Float32Array.from(images, (value) => value / 255),
    [COUNT, 28, 28, 1],
  );
  const { probabilities } = await session.run({ images: input });
  await session.release();
  return probabilities.data as Float32Array;
}

async function byMnist(model: string): Promise<Float32Array> {
  const executor = await createExecutor(await openModel(model), { threads: 1 });
  const probabilities = await executor.predict(images);
  await executor.close();
  return probabilities;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}

describe("mnist export", () => {
  it("writes a shipped network that ONNX Runtime reads the test images with, in place of an earlier file", async () => {
    const out = join(folder, "shipped.onnx");
    writeFileSync(out, "an earlier file");
    const { code, stdout, stderr } = await mnist(["export", "--format", "onnx", "--out", out]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(out);
    expect(largestDifference(await byOnnxRuntime(out), await byMnist("default"))).toBeLessThan(1e-5);
    expect(readdirSync(folder)).toEqual(["shipped.onnx"]);
  });

  it("writes a model from a folder, and tells a program what it wrote", async () => {
    const model = join(folder, "own");
    const out = join(folder, "own.onnx");
    await saveModel(model, await modelArtifacts(await createModel("fast", { seed: 5 })));
    const run = await mnist(["export", "--json", "--model", model, "--format", "onnx", "--out", out]);
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual({ model, format: "onnx", out, bytes: statSync(out).size });
    expect(largestDifference(await byOnnxRuntime(out), await byMnist(model))).toBeLessThan(1e-5);
  });

  it("writes through a link and into a pipe, and leaves files beside it alone", async () => {
    const beside = join(folder, "beside");
    mkdirSync(beside);
    writeFileSync(join(beside, "real.onnx"), "an earlier file");
    writeFileSync(join(beside, "link.onnx.tmp"), "mine");
    symlinkSync("real.onnx", join(beside, "link.onnx"));
    makePipe(join(beside, "pipe"));
    const exporting = ["export", "--model", "tiny", "--format", "onnx", "--out"];
    expect((await mnist([...exporting, "link.onnx"], beside)).code).toBe(0);
    expect(lstatSync(join(beside, "link.onnx")).isSymbolicLink()).toBe(true);
    expect(statSync(join(beside, "real.onnx")).size).toBeGreaterThan(20_000);
    expect(readFileSync(join(beside, "link.onnx.tmp"), "utf8")).toBe("mine");

    const writing = outcome(start([...exporting, "pipe"], beside));
    const received = readFile(join(beside, "pipe"));
    expect((await writing).code).toBe(0);
    expect(lstatSync(join(beside, "pipe")).isFIFO()).toBe(true);
    expect((await received).length).toBe(statSync(join(beside, "real.onnx")).size);
    expect(readdirSync(beside).sort()).toEqual(["link.onnx", "link.onnx.tmp", "pipe", "real.onnx"]);
  });

  it("prints nothing with --quiet", async () => {
    const out = join(folder, "quiet.onnx");
    const { code, stdout, stderr } = await mnist([
      ...["export", "--quiet", "--model", "tiny"],
      ...["--format", "onnx", "--out", out],
    ]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(statSync(out).size).toBeGreaterThan(20_000);
  });
});
