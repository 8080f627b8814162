import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ModelArtifacts } from "./artifacts.js";
import { augmentOf } from "./augmentation.js";
import { checkGiven } from "./check-given.js";
import { checkKeys, type Keys } from "./check-keys.js";
import { Checkpoints } from "./checkpoint.js";
import { createArtifacts } from "./create-artifacts.js";
import { modelArtifacts } from "./create-model.js";
import { ModelError } from "./errors.js";
import { evaluate } from "./evaluate.js";
import { type Backend, type ExecutorOptions, executorOptionKeys } from "./executor.js";
import { createExecutor } from "./executors.js";
import { disk } from "./files.js";
import { type PresetName, presetNamed } from "./presets/index.js";
import type { EpochResult, ProgressEvent } from "./progress.js";
import { checkRecipe, checkSeed, type Preset, type Recipe } from "./recipe.js";
import { requireArtifacts, requireModel } from "./require-model.js";
import { countSamples, type Samples } from "./samples.js";
import { sha256 } from "./sha256.js";
import { type Interlude, TrainingRun } from "./training-run.js";

export interface TrainOptions extends ExecutorOptions {
  data: Samples;
  /** Scored after every epoch; never trained on. */
  validation?: Samples;
  /** Architecture and recipe; default "default". */
  preset?: PresetName | Preset;
  /**
   * Starts from this model instead of a fresh one of the preset's architecture. Its weights are copied; its calibration
   * goes along, and with it what an output for "not a digit" means.
   */
  model?: ModelArtifacts | LayersModel;
  /** Replaces single values of the preset's recipe. */
  recipe?: Partial<Recipe>;
  /** The preset's last epochs with another augmentation (`recipe.finish`) become fewer or more in the same proportion. */
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  /**
   * Decides everything random, by one stream for each purpose: "initialization", "order", "dropout",
   * "augmentation". An integer from 0 to 2^32 - 1, default 0.
   */
  seed?: number;
  /** Ends the run between two steps; with `checkpointDir` a checkpoint is written first. Rejects with its reason. */
  signal?: AbortSignal;
  onProgress?: (event: ProgressEvent) => void;
  /** Called between steps, when the network may be looked at or the training held up. */
  interlude?: Interlude;
  /** A checkpoint is kept here, written after every epoch and when the run is aborted (Node). */
  checkpointDir?: string;
  /** Goes on from the checkpoint in `checkpointDir`, if there is one; the result is that of an uninterrupted run. */
  resume?: boolean;
}

const optionKeys: Keys<TrainOptions> = {
  data: true,
  validation: true,
  preset: true,
  model: true,
  recipe: true,
  epochs: true,
  batchSize: true,
  learningRate: true,
  seed: true,
  signal: true,
  onProgress: true,
  interlude: true,
  checkpointDir: true,
  resume: true,
  ...executorOptionKeys,
};

export interface TrainResult {
  /** The trained model; its `userDefinedMetadata` says preset, recipe, seed and the calibration it began with, if any. */
  artifacts: ModelArtifacts;
  history: EpochResult[];
  /** The recipe that was followed, all overrides applied. */
  recipe: Recipe;
  /** Training images seen, counted once per epoch. */
  images: number;
  steps: number;
  /** From the call to the trained weights. */
  seconds: number;
  seed: number;
  backend: Backend;
  threads: number;
}

/**
 * Trains a network. The same seed, data and options give the same weights, byte for byte, on the same machine;
 * with `deterministic` and backend "wasm", on every machine.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` for a value out of range or an unknown key of a recipe,
 *   `ERR_MNIST_DIVERGED` when the loss is no number any more, `ERR_MNIST_CHECKPOINT` when the checkpoint is damaged
 *   or of another run
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const start = performance.now();
  checkGiven({ options });
  const { data, validation, seed = 0, signal, onProgress, checkpointDir } = options;
  checkGiven({ data });
  checkKeys("train", options, optionKeys);
  const chosen = options.preset ?? "default";
  const preset = typeof chosen === "string" ? presetNamed(chosen) : chosen;
  checkGiven({ "preset.recipe": preset.recipe, "preset.architecture": preset.architecture });
  const asked = overridden(preset.recipe, options);
  const recipe = withFinishOf(preset.recipe, asked);
  checkRecipe(recipe);
  checkSeed(seed);
  signal?.throwIfAborted();
  if (options.resume && !checkpointDir) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      "resume needs checkpointDir: name the folder that has the checkpoint to go on from",
    );
  }
  // Where there are no folders, as in a page, the first epoch would be lost.
  if (checkpointDir) disk(checkpointDir);
  if (recipe.earlyStopping && !validation) {
    throw new ModelError("ERR_MNIST_ARGUMENT", "early stopping needs a validation split");
  }

  const initial = await startingPoint(options.model, preset, seed);
  const executor = await createExecutor(initial, options);
  try {
    const samples = countSamples(data, executor);
    if (validation) {
      const count = countSamples(validation, executor);
      const first = validation.images.subarray(0, validation.images.length / count);
      // What cannot be scored had better be said before an epoch than after it.
      await evaluate(executor, { images: first, labels: validation.labels.subarray(0, 1) });
    }
    const trainer = await executor.trainer({
      optimizer: recipe.optimizer,
      labelSmoothing: recipe.labelSmoothing,
      l2: recipe.l2,
      clipNorm: recipe.clipNorm,
      movingAverage: recipe.movingAverage,
      augment: augmentOf(recipe, samples),
      seed,
      data,
      maxBatchSize: Math.min(recipe.batchSize, samples),
    });
    const run = new TrainingRun({
      executor,
      trainer,
      recipe: { ...recipe, batchSize: Math.min(recipe.batchSize, samples) },
      seed,
      samples,
      validation,
      signal,
      onProgress,
      interlude: options.interlude,
    });
    const checkpoints = checkpointDir
      ? new Checkpoints(checkpointDir, fingerprintOf(preset.name, initial, asked, options))
      : undefined;
    const checkpoint = options.resume ? await checkpoints?.load() : undefined;
    if (checkpoint) run.restore(checkpoint);
    const { calibration } = initial.userDefinedMetadata ?? {};
    while (!run.done) {
      try {
        await run.epoch();
      } catch (error) {
        // Weights that diverged are nothing to go on from: the checkpoint before them stays.
        const diverged = error instanceof ModelError && error.code === "ERR_MNIST_DIVERGED";
        if (signal?.aborted && !diverged) await run.save(checkpoints);
        throw error;
      }
      await run.save(checkpoints);
    }
    return {
      artifacts: {
        ...initial,
        weightData: run.finalWeights(),
        userDefinedMetadata: { preset: preset.name, recipe, seed, ...(calibration ? { calibration } : {}) },
      },
      history: run.history,
      recipe,
      images: run.images,
      steps: run.step,
      seconds: (performance.now() - start) / 1000,
      seed,
      backend: executor.backend,
      threads: executor.threads,
    };
  } finally {
    await executor.close();
  }
}

async function startingPoint(
  model: ModelArtifacts | LayersModel | undefined,
  preset: Preset,
  seed: number,
): Promise<ModelArtifacts> {
  if (model === undefined) return createArtifacts(preset.architecture, { seed });
  requireModel(model);
  if ("save" in model) return modelArtifacts(model);
  requireArtifacts(model);
  return model;
}

function overridden(recipe: Recipe, options: TrainOptions): Recipe {
  const merged = { ...recipe, ...options.recipe };
  for (const name of ["epochs", "batchSize", "learningRate"] as const) {
    const value = options[name];
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

/** The recipe that was asked for, where it has a preset's finish in the same proportion to its epochs. */
function withFinishOf({ finish, epochs }: Recipe, asked: Recipe): Recipe {
  if (!finish || asked.finish !== finish) return asked;
  return { ...asked, finish: { ...finish, epochs: Math.round((finish.epochs * asked.epochs) / epochs) } };
}

/** All that decides the steps, except the number of epochs: more of them may be asked for when resuming. */
async function fingerprintOf(
  preset: string,
  model: ModelArtifacts,
  asked: Recipe,
  { data, validation, seed = 0, deterministic = false }: TrainOptions,
) {
  const digest = async (bytes: Uint8Array) => (await sha256(new Uint8Array(bytes))).slice(0, 16);
  const digestOf = (value: unknown) => digest(new TextEncoder().encode(JSON.stringify(value)));
  const { batchSize, epochs: _epochs, ...rest } = asked;
  const judge = asked.earlyStopping && validation;
  return {
    preset,
    seed,
    deterministic,
    "batch size": batchSize,
    "training images": data.labels.length,
    "training data": await digest(data.images),
    "training labels": await digest(data.labels),
    network: await digestOf(model.modelTopology),
    "first weights": await digest(new Uint8Array(model.weightData)),
    recipe: await digestOf(rest),
    ...(judge && {
      "validation data": await digest(judge.images),
      "validation labels": await digest(judge.labels),
    }),
  };
}
