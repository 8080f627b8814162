/**
 * Trains one variant of a preset on the first 50,000 training images and scores it on the last 10,000: how recipes
 * are chosen, without a look at the test set. Appends one line of JSON to bench/results/tuning.jsonl.
 *
 *   npx tsx bench/tune.ts --preset fast --recipe '{"learningRate":0.006}' --layers '[...]' --seed 1 --note "why"
 */
import { appendFile, mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { evaluate, type PresetName, presets, train } from "@mnist/model";

const { values } = parseArgs({
  options: {
    preset: { type: "string", default: "fast" },
    recipe: { type: "string", default: "{}" },
    layers: { type: "string" },
    seed: { type: "string", default: "0" },
    threads: { type: "string", default: "2" },
    note: { type: "string", default: "" },
  },
});

const preset = presets[values.preset as PresetName];
const architecture = values.layers ? { layers: JSON.parse(values.layers) } : preset.architecture;
const threads = Number(values.threads);
const { train: samples } = await loadMnist();
const { artifacts, history, recipe, images, seconds } = await train({
  data: samples.slice(0, 50_000),
  preset: { ...preset, architecture },
  recipe: JSON.parse(values.recipe),
  seed: Number(values.seed),
  threads,
  onProgress: ({ phase, result }) => {
    if (phase === "epoch" && result) console.error(`epoch ${result.epoch}: loss ${result.loss.toFixed(4)}`);
  },
});
const { accuracy, loss } = await evaluate(artifacts, samples.slice(50_000), { threads });
const line = {
  preset: preset.name,
  note: values.note,
  accuracy,
  loss,
  trainingLoss: history.at(-1)?.loss,
  seconds,
  imagesPerSecond: Math.round(images / seconds),
  parameters: artifacts.weightData.byteLength / 4,
  seed: Number(values.seed),
  layers: architecture.layers,
  recipe,
};
await mkdir(new URL("results/", import.meta.url), { recursive: true });
await appendFile(new URL("results/tuning.jsonl", import.meta.url), `${JSON.stringify(line)}\n`);
console.log(
  `${preset.name} ${values.note}: ${(100 * accuracy).toFixed(2)} %, loss ${loss.toFixed(4)}, ${seconds.toFixed(1)} s`,
);
