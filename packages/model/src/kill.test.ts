import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadMnist } from "@mnist/dataset";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const images = 400;
let folder: string;

/** Trains in a process of its own, slowly enough to be killed at a step, and prints every step and the result. */
const script = `
  import { readFileSync } from "node:fs";
  import { train } from ${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)};
  const [data, checkpointDir] = process.argv.slice(2);
  const bytes = new Uint8Array(readFileSync(data));
  const { artifacts } = await train({
    data: { images: bytes.slice(${images}), labels: bytes.slice(0, ${images}) },
    preset: "tiny",
    epochs: 3,
    batchSize: 20,
    recipe: { movingAverage: { decay: 0.9 }, optimizer: { name: "adamw" } },
    seed: 6,
    threads: 2,
    checkpointDir,
    resume: true,
    onProgress: ({ phase, step }) => console.log(phase, step),
    interlude: () => new Promise((resolve) => setTimeout(resolve, 20, 2)),
  });
  const digest = await crypto.subtle.digest("SHA-256", artifacts.weightData);
  console.log("weights", Buffer.from(digest).toString("hex"));`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnist-kill-"));
  const { train } = await loadMnist();
  const [labels, pixels] = [train.labels.subarray(0, images), train.images.subarray(0, images * 784)];
  await writeFile(join(folder, "data"), Buffer.concat([labels, pixels]));
  await writeFile(join(folder, "train.mjs"), script);
});
afterAll(() => rm(folder, { recursive: true }));

/** What the process printed until it ended, or until it was killed after saying `last`. */
function training(checkpoints: string, last?: string): Promise<string> {
  const args = ["train.mjs", "data", checkpoints];
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout!.on("data", (chunk) => {
    said += chunk;
    if (last && said.includes(`${last}\n`)) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.once("close", () => resolve(said)));
}

const weightsOf = (said: string) => /weights (\w{64})/.exec(said)?.[1];

describe("a training that is killed", () => {
  it("goes on to the very same weights, wherever it was", async () => {
    const whole = weightsOf(await training("whole"));
    expect(whole).toBeDefined();
    for (const last of ["train 1", "checkpoint 20", "train 31", "epoch 40"]) {
      const said = await training("killed", last);
      expect(said, last).toContain(last);
      expect(weightsOf(said), last).toBeUndefined();
    }
    const resumed = await training("killed");
    expect(resumed).toMatch(/^resume (20|40)\n/);
    expect(weightsOf(resumed)).toBe(whole);
  }, 240_000);
});
