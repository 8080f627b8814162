/**
 * The presets on the official test set, as a user gets them: `mnist train --preset P --seed S --json`, one process for
 * each seed; seconds go from the start of that process to the trained weights on disk.
 *
 *   npx tsx bench/presets.ts --presets fast,default --seeds 0,1,2,3,4 [--keep DIR-FOR-THE-NETWORKS]
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { writeResult } from "./lib/results.js";
import { mean, standardDeviation } from "./lib/statistics.js";

const { values } = parseArgs({
  options: {
    presets: { type: "string", default: "fast,default,tiny" },
    seeds: { type: "string", default: "0,1,2,3,4" },
    threads: { type: "string", default: "2" },
    keep: { type: "string" },
  },
});

interface Run {
  seed: number;
  images: number;
  seconds: number;
  test: { accuracy: number; loss: number };
  weightsSha256: string;
}

const cli = fileURLToPath(new URL("../apps/cli/bin/mnist.js", import.meta.url));

async function trainOnce(preset: string, seed: string): Promise<Run> {
  const out = values.keep
    ? join(values.keep, `${preset}-${seed}`)
    : await mkdtemp(join(tmpdir(), "mnist-bench-"));
  try {
    const flags = [
      "--preset",
      preset,
      "--seed",
      seed,
      "--threads",
      values.threads,
      "--out",
      out,
      "--json",
      "--quiet",
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [cli, "train", ...flags], {
      maxBuffer: 2 ** 26,
    });
    // Where it was saved says nothing about the preset.
    const { modelDir: _modelDir, ...run } = JSON.parse(stdout);
    return run;
  } finally {
    if (!values.keep) await rm(out, { recursive: true });
  }
}

for (const preset of values.presets.split(",")) {
  const runs: Run[] = [];
  for (const seed of values.seeds.split(",")) {
    const run = await trainOnce(preset, seed);
    console.log(
      `${preset} seed ${seed}: ${(100 * run.test.accuracy).toFixed(2)} % in ${run.seconds.toFixed(2)} s`,
    );
    runs.push(run);
  }
  const accuracies = runs.map((run) => run.test.accuracy);
  const seconds = runs.map((run) => run.seconds);
  const summary = {
    preset,
    accuracy: { mean: mean(accuracies), standardDeviation: standardDeviation(accuracies) },
    seconds: { mean: mean(seconds), standardDeviation: standardDeviation(seconds) },
  };
  console.table([
    {
      preset,
      "accuracy %": `${(100 * summary.accuracy.mean).toFixed(3)} ± ${(100 * summary.accuracy.standardDeviation).toFixed(3)}`,
      seconds: `${summary.seconds.mean.toFixed(2)} ± ${summary.seconds.standardDeviation.toFixed(2)}`,
    },
  ]);
  await writeResult(`preset-${preset}`, { split: "test", threads: Number(values.threads), ...summary, runs });
}
