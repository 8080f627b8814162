import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mnist, outcome, start } from "./mnist.js";

const ROW_SUMS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mnist-train-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("mnist train and evaluate on the real data", () => {
  it("trains to 98.5 % and more, saves a model, and evaluates it", async () => {
    const trained = await mnist(
      ["train", "--preset", "fast", "--json", "--seed", "7", "--out", "model"],
      folder,
    );
    expect(trained.code, trained.stderr).toBe(0);
    const summary = JSON.parse(trained.stdout);
    expect(summary).toMatchObject({ preset: "fast", seed: 7, backend: "wasm", modelDir: "model" });
    expect(summary.test.accuracy).toBeGreaterThanOrEqual(0.985);
    expect(summary.images).toBe(60_000 * summary.epochs);
    expect(summary.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(folder, "model/report.html"), "utf8")).toContain(summary.weightsSha256);

    const evaluated = await mnist(
      ["evaluate", "--model", "./model", "--json", "--report", "report.html"],
      folder,
    );
    expect(evaluated.code, evaluated.stderr).toBe(0);
    const evaluation = JSON.parse(evaluated.stdout);
    expect(evaluation).toMatchObject({ dataset: "mnist", samples: 10_000, accuracy: summary.test.accuracy });
    const sums = evaluation.confusionMatrix.map((row: number[]) => row.reduce((sum, cell) => sum + cell, 0));
    expect(sums).toEqual(ROW_SUMS);
    expect(evaluation.perClass.map((row: { support: number }) => row.support)).toEqual(ROW_SUMS);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("<!doctype html>");
  }, 240_000);

  it("gives the same weights for the same seed, and others for another", async () => {
    const hash = async (seed: string, threads: string) => {
      const flags = ["--preset", "fast", "--epochs", "1", "--seed", seed, "--threads", threads];
      const { stdout } = await mnist(["train", ...flags, "--json", "--out", `seed-${seed}`], folder);
      return JSON.parse(stdout).weightsSha256;
    };
    const first = await hash("3", "2");
    expect(await hash("3", "1")).toBe(first);
    expect(await hash("4", "2")).not.toBe(first);
  }, 240_000);

  it.each([
    ["before the first step", "Training"],
    ["while it trains", "epoch 1"],
  ])(
    "stops in order on Ctrl-C %s: no half-written model, exit code 130",
    async (when, sign) => {
      const out = join(folder, `interrupted ${when}`);
      const child = start(["train", "--preset", "default", "--out", out], folder);
      const ended = outcome(child);
      let told = "";
      await new Promise<void>((resolve) => {
        child.stderr!.on("data", (chunk) => {
          told += chunk;
          if (told.includes(sign)) resolve();
        });
      });
      child.kill("SIGINT");
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toContain("interrupted");
      const left = existsSync(out) ? readdirSync(out) : [];
      expect(left.filter((name) => /^model\.json|^weights\.bin|tmp/.test(name))).toEqual([]);
      // Says that training can go on where it can, and nowhere else.
      expect(stderr.includes("--resume goes on")).toBe(left.includes("checkpoint.bin"));
      // After the last line of the progress: on a terminal the bar would be drawn over it.
      expect(stderr).toMatch(/Stopped [^\n]*\nmnist: interrupted\n$/);
    },
    60_000,
  );

  it("says what becomes of what is in the folder, and what was kept when its test is interrupted", async () => {
    const training = ["train", "--preset", "fast", "--epochs", "1", "--threads", "1", "--out", "tiny"];
    const child = start([...training, "--resume"], folder);
    child.stderr!.on("data", (chunk) => {
      if (String(chunk).includes("epoch 1/1  60,000")) child.kill("SIGINT");
    });
    const { code, stderr } = await outcome(child);
    expect(stderr).toContain("No checkpoint in tiny: training from the beginning.");
    // Without ./ it is the network of that name that ships.
    expect(stderr).toContain("The model is saved in tiny, untested: mnist evaluate --model ./tiny\n");
    expect(code).toBe(130);

    const resumed = await mnist([...training, "--resume", "--json"], folder);
    expect(resumed.stderr).not.toContain("No checkpoint");
    expect(JSON.parse(resumed.stdout)).toMatchObject({ images: 60_000, imagesPerSecond: 0 });

    const anew = await mnist([...training, "--data-dir", "nowhere"], folder);
    expect(anew.stderr).toContain("There is a model in tiny: this training will replace it.");
  }, 120_000);

  it("says that a checkpoint which nothing was made of yet will be replaced", async () => {
    mkdirSync(join(folder, "stopped"));
    writeFileSync(join(folder, "stopped/checkpoint.bin"), "");
    const { stderr } = await mnist(["train", "--data-dir", "nowhere", "--out", "stopped"], folder);
    expect(stderr).toContain(
      "There is a checkpoint in stopped: this training will replace it; with --resume it goes on.\n",
    );
  });

  it("prints a confusion matrix for people", async () => {
    const { code, stdout } = await mnist(["evaluate"]);
    expect(code).toBe(0);
    expect(stdout).toContain("predicted");
    expect(stdout).toContain("precision");
    expect(stdout).toMatch(/accuracy\s+99\.\d/i);
  }, 60_000);

  it("evaluates a folder with a comma in its name", async () => {
    const tiny = new URL("../../../packages/model/pretrained/tiny", import.meta.url);
    cpSync(tiny, join(folder, "first, second"), { recursive: true });
    const { stdout, stderr } = await mnist(["evaluate", "--model", "./first, second", "--json"], folder);
    expect(JSON.parse(stdout), stderr).toMatchObject({ model: "./first, second", accuracy: 0.9943 });
  }, 60_000);

  it("fails a run below --min-accuracy", async () => {
    const { code, stderr } = await mnist(["evaluate", "--model", "tiny", "--min-accuracy", "0.99433"]);
    expect(code).toBe(1);
    expect(stderr).toContain("mnist: accuracy 0.9943 is below the 0.99433 asked for with --min-accuracy\n");
  }, 60_000);
});
