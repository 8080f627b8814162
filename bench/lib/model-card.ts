import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recipe } from "@mnist/model";
import type { scoreClassifier } from "./score-classifier.js";

export interface ModelFacts extends Awaited<ReturnType<typeof scoreClassifier>> {
  preset: string;
  seed: number;
  /** What else `bench/pretrain.ts` was called with. */
  flags: string;
  recipe: Recipe;
  calibration: { temperature: number };
  trainingSeconds: number;
  /** Images of letters that it was trained to refuse, if any. */
  letters?: number;
  parameters: number;
  bytes: number;
  weightsSha256: string;
  machine: { cpu: string; cores: number; node: string };
}

/** What the last epochs did in another way. */
function finish({ finish }: Recipe): string {
  if (!finish) return "";
  return `, in the last ${finish.epochs} epochs \`${JSON.stringify(finish.augmentation ?? {})}\``;
}

function ofPreset(preset: string, { accuracy, runs }: PresetScores): string {
  return `
The preset by itself (\`mnist train --preset ${preset}\`: all 60,000 training images, nothing else), ${runs.length} seeds:
${percent(accuracy.mean)} ± ${percent(accuracy.standardDeviation)} (mean and standard deviation).
`;
}

function ofOtherSeeds({ networks, plain: { single } }: RecordScores): string {
  return `
${networks} other seeds trained in the same way (\`bench/record.ts\`): ${percent(single.accuracy)} ± ${percent(single.standardDeviation)}.
`;
}

const percent = (share: number, digits = 2) => `${(100 * share).toFixed(digits)} %`;

/** What bench/presets.ts measured of a preset. */
interface PresetScores {
  accuracy: { mean: number; standardDeviation: number };
  runs: unknown[];
}

/** What bench/record.ts measured of several networks trained as the one that ships. */
interface RecordScores {
  networks: number;
  plain: { single: { accuracy: number; standardDeviation: number } };
}

/** Writes the card of the model in `folder`, from its scores.json and what other seeds gave, if known. */
export async function writeModelCard(folder: string): Promise<string> {
  const facts: ModelFacts = JSON.parse(await readFile(join(folder, "scores.json"), "utf8"));
  const card = modelCard(
    facts,
    await measured<PresetScores>(`preset-${facts.preset}`),
    await measured<RecordScores>(`record-pretrained-${facts.preset}`),
  );
  await writeFile(join(folder, "README.md"), card);
  return card;
}

/** A result of another script, if there is one. */
async function measured<Result>(name: string): Promise<Result | undefined> {
  try {
    return JSON.parse(await readFile(new URL(`../results/${name}.json`, import.meta.url), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

/** A model card in Markdown (Mitchell et al., Model Cards for Model Reporting, 2019). */
function modelCard(facts: ModelFacts, ofItsPreset?: PresetScores, ofItsKind?: RecordScores): string {
  const { preset, recipe, accuracyInterval, calibration, confusionMatrix, machine } = facts;
  const refusals = Object.entries(facts.notDigits).map(
    ([name, { auroc, refused }]) => `| ${name} | ${auroc.toFixed(4)} | ${percent(refused, 1)} |`,
  );
  const matrix = confusionMatrix.map((row, digit) => `| **${digit}** | ${row.join(" | ")} |`);
  return `# ${preset}: a pre-trained classifier of handwritten digits

For 28 x 28 gray images of single digits, prepared like MNIST (\`toMnist\` of @mnist/preprocess does it).
Not for other writing systems, several digits at once, or decisions about people.

| | |
| --- | --- |
| Parameters | ${facts.parameters.toLocaleString("en-US")} (${facts.bytes.toLocaleString("en-US")} bytes as float16) |
| Training data | 55,000 of MNIST's 60,000 training images, 8,000 synthetic digits in ways of writing that MNIST lacks, and, as an eleventh class, 11,000 synthetic images that are no digits${facts.letters ? `, and ${facts.letters.toLocaleString("en-US")} letters of 13 handwriting fonts` : ""} |
| Held out to calibrate | the other 5,000 training images, chosen by the seed |
| Recipe | ${recipe.epochs} epochs, batch ${recipe.batchSize}, ${recipe.optimizer.name}, peak learning rate ${recipe.learningRate} (${recipe.schedule.kind}), label smoothing ${recipe.labelSmoothing ?? 0}, augmentation \`${JSON.stringify(recipe.augmentation ?? {})}\`${finish(recipe)} |
| Seed | ${facts.seed} |
| Trained in | ${Math.round(facts.trainingSeconds)} s on ${machine.cores} ${machine.cores === 1 ? "core" : "cores"} of ${machine.cpu}, Node ${machine.node}, other work going on beside it |
| SHA-256 of \`weights.bin\` | \`${facts.weightsSha256}\` |
| Reproduce | \`npx tsx bench/pretrain.ts --preset ${preset} --seed ${facts.seed} ${facts.flags}\`; the same bits need the same version of the runtime, whose kernels have changed since${facts.letters ? "" : ", and the script now trains on letters, too"} |

## On the ${facts.samples.toLocaleString("en-US")} official test images

This run read them once, at its end. But networks of earlier versions of the script were scored on them, and the strength
of the augmentation was chosen among a few knowing those scores.

| | |
| --- | --- |
| Accuracy | ${percent(facts.accuracy)} (95 % interval ${percent(accuracyInterval[0])} to ${percent(accuracyInterval[1])}); before rounding to float16 ${percent(facts.accuracyFloat32)} |
| Log loss | ${facts.loss.toFixed(4)} |
| Expected calibration error | ${percent(facts.expectedCalibrationError)} (15 bins, temperature ${calibration.temperature.toFixed(3)}) |
| Digits refused as "not a digit" | ${percent(facts.digitsRefused)} |
${ofItsPreset ? ofPreset(preset, ofItsPreset) : ""}${ofItsKind ? ofOtherSeeds(ofItsKind) : ""}
Rows are true digits, columns predicted ones.

| | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |
| --- | ${"--- | ".repeat(10)}
${matrix.join("\n")}

## On images that are no digits

AUROC of the digit score against the test digits, and the share refused at the shipped threshold. None of these
images was trained on; of their kinds blank images, scribbles and noise were (others, drawn by the seed)${facts.letters ? ", letters too (of other fonts)" : ", letters were not"};
clothes were not. Letters are those of four handwriting fonts that look like no digit: CEFHKLMNPRUVWX
and acdefkmnprtuvwx, each slanted, turned and thickened in eight ways.

| images | AUROC | refused |
| --- | --- | --- |
${refusals.join("\n")}

## Known weaknesses

Ways of writing that neither MNIST's American writers of the 1990s nor the synthetic digits know are read worse.
Letters that look like digits (O, l, S, Z) are read as digits, and of other letters those that the table above does not
count as refused. So are digits far off the center or much too small
(\`bench/results/robustness.json\`): prepare pictures with \`toMnist\`, which mends both.
`.replaceAll(" | \n", " |\n");
}
