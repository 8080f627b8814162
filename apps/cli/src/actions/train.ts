import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { evaluateClassifier } from "@mnist/metrics";
import { evaluate, type ProgressEvent, presets, saveModel, train as trainModel } from "@mnist/model";
import type { Action } from "../cli.js";
import type { TrainOptions } from "../commands/train.js";
import { isAbort } from "../errors.js";
import type { ProgressState } from "../terminal/progress.js";
import { createProgress, duration } from "../terminal/progress.js";
import { count, percent } from "../terminal/text.js";
import { loadData } from "./data.js";
import { ensureWritableFolder } from "./output-folder.js";
import { writeReport } from "./report.js";

/** `mnist train`: trains, saves the model in the stock tfjs-layers format, and tests it. */
export const train: Action<TrainOptions> = async (context, options) => {
  const { preset: name, seed, backend, threads, out, signal } = { ...options, signal: context.signal };
  await ensureWritableFolder(out);
  const warning = options.resume ? undefined : replacing(out);
  if (warning) context.note(warning);
  const dataset = await loadData(context, options);
  const preset = presets[name];
  context.note(
    `Training "${name}" (${preset.description}) on ${count(dataset.train.length)} images, seed ${seed}.`,
  );

  const progress = createProgress(process.stderr, context.quiet);
  let canResume = false;
  let begun = false;
  let imagesBefore = 0;
  const trained = await trainModel({
    data: dataset.train,
    preset,
    epochs: options.epochs,
    batchSize: options.batchSize,
    learningRate: options.learningRate,
    seed,
    backend,
    threads,
    deterministic: options.deterministic,
    checkpointDir: out,
    resume: options.resume,
    signal,
    onProgress(event) {
      if (event.message) context.note(event.message);
      if (event.phase === "resume") imagesBefore = event.images;
      else if (options.resume && !begun)
        context.note(`No checkpoint in ${out}: training from the beginning.`);
      begun = true;
      if (event.phase === "checkpoint" || event.phase === "resume") canResume = true;
      if (event.step > 0) progress.update(progressState(event));
    },
  })
    .finally(() => progress.finish())
    .catch((error) => {
      if (isAbort(error)) context.note(stopped(out, canResume));
      throw error;
    });

  const saved = await saveModel(out, trained.artifacts, { history: trained.history });
  const seconds = performance.now() / 1000;
  const { probabilities } = await evaluate(trained.artifacts, dataset.test, {
    backend,
    threads,
    signal,
  }).catch((error) => {
    if (isAbort(error)) context.note(untested(out));
    throw error;
  });
  const test = evaluateClassifier({ probabilities, labels: dataset.test.labels });
  const report = join(out, "report.html");
  const { history } = trained;
  const metadata = { preset: name, seed, history, weightsSha256: saved.weightsSha256 };
  await writeReport(report, {
    model: out,
    metadata,
    dataset: options.dataset,
    test: dataset.test,
    probabilities,
  });

  context.print(
    [
      `Test accuracy ${percent(test.accuracy)} (${count(test.samples)} images), loss ${test.loss.toFixed(4)}.`,
      `Saved to ${out} after ${duration(seconds)}, with a report in ${report}.`,
    ].join("\n"),
  );
  context.printJson({
    preset: name,
    seed,
    backend,
    threads: trained.threads,
    epochs: trained.history.length,
    images: trained.images,
    seconds,
    imagesPerSecond: (trained.images - imagesBefore) / trained.seconds,
    test: { accuracy: test.accuracy, loss: test.loss },
    modelDir: out,
    weightsSha256: saved.weightsSha256,
    history: trained.history,
  });
};

/** What a training from the beginning will overwrite: after an interruption the checkpoint is all there is of it. */
function replacing(folder: string): string | undefined {
  const isThere = (name: string) => existsSync(join(folder, name));
  if (isThere("model.json")) return `There is a model in ${folder}: this training will replace it.`;
  if (!isThere("checkpoint.bin")) return undefined;
  return `There is a checkpoint in ${folder}: this training will replace it; with --resume it goes on.`;
}

/** The folder with ./ where its name alone could be that of a model that ships. */
function untested(folder: string): string {
  const model = isAbsolute(folder) || folder.startsWith(".") ? folder : `./${folder}`;
  return `The model is saved in ${folder}, untested: mnist evaluate --model ${model}`;
}

function stopped(folder: string, canResume: boolean): string {
  return canResume
    ? `Stopped at a checkpoint in ${folder}: the same command with --resume goes on.`
    : "Stopped before there was anything to keep.";
}

function progressState(event: ProgressEvent): ProgressState {
  const imagesPerStep = event.images / event.step;
  return {
    label: `epoch ${event.epoch}/${event.epochs}`,
    done: event.images,
    total: Math.round(imagesPerStep * event.steps),
    unit: "images",
    detail: `loss ${event.loss.toFixed(4)} · accuracy ${percent(event.accuracy)}`,
  };
}
