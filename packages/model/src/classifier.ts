import { applyTemperature } from "@mnist/metrics";
import type { ModelArtifacts } from "./artifacts.js";
import {
  type Calibration,
  calibrationOf,
  digitLogits,
  digitProbability,
  digitScores,
} from "./calibration.js";
import { ModelError } from "./errors.js";
import type { Executor, ExecutorOptions } from "./executor.js";
import { createExecutor } from "./executors.js";
import { loadModel } from "./model-folder.js";
import { loadPretrained, type PretrainedName, pretrained } from "./pretrained.js";

export { loadPretrained, type PretrainedName, pretrained } from "./pretrained.js";

/** What the classifier says about one image. */
export interface Prediction {
  /** The most probable digit, 0 to 9. */
  digit: number;
  /** Calibrated probability that the image is that digit, 0 to 1: small when it may be no digit at all. */
  confidence: number;
  /** Calibrated probability of each digit, given that the image is one: `[10]`, sum 1. */
  probabilities: number[];
  /** False when the image more likely is not a digit. */
  isDigit: boolean;
}

export interface ClassifyOptions {
  signal?: AbortSignal;
}

/** A model that is ready to predict. */
export interface Classifier {
  /**
   * @param images `[N, 28, 28]`, 0 = background, 255 = ink
   * @throws {ModelError} `ERR_MNIST_ARGUMENT` when the length is no multiple of an image's
   */
  predict(images: Uint8Array, options?: ClassifyOptions): Promise<Prediction[]>;
  /** Calibrated probabilities `[N, 10]`, row-major, given that the images are digits. */
  probabilities(images: Uint8Array, options?: ClassifyOptions): Promise<Float32Array>;
  /** Preset, recipe, seed, calibration and what else was saved with the model. */
  readonly metadata: Record<string, unknown>;
  /** Shape of one image, [28, 28, 1]. */
  readonly inputShape: number[];
  /** [10]: one probability for each digit. */
  readonly outputShape: number[];
  /** Ends workers and frees memory. */
  close(): Promise<void>;
}

/**
 * Opens a model to predict with; loads no TensorFlow.js (backend "wasm").
 *
 * @param model name of a pre-trained model that ships with this package ("default", "tiny", "best"), a folder that
 *   {@link saveModel} or tfjs-layers wrote (begin it with `./` when it has such a name), or a model in memory
 * @param options with `threads: 1` it computes on the calling thread and starts no workers: the quickest for a few images
 * @throws {ModelError} `ERR_MNIST_MODEL_NOT_FOUND`, `ERR_MNIST_MODEL_FORMAT`
 */
export async function loadClassifier(
  model: PretrainedName | (string & {}) | ModelArtifacts = "default",
  options: ExecutorOptions = {},
): Promise<Classifier> {
  const artifacts = await resolve(model);
  const executor = await createExecutor(artifacts, {
    ...(options.threads === 1 && { sharedMemory: false }),
    ...options,
  });
  return new ExecutorClassifier(executor, artifacts.userDefinedMetadata ?? {});
}

function resolve(model: string | ModelArtifacts): Promise<ModelArtifacts> | ModelArtifacts {
  if (typeof model !== "string") return model;
  return isPretrained(model) ? loadPretrained(model) : loadModel(model);
}

function isPretrained(name: string): name is PretrainedName {
  return (pretrained as readonly string[]).includes(name);
}

class ExecutorClassifier implements Classifier {
  readonly metadata: Record<string, unknown>;
  readonly inputShape: number[];
  readonly outputShape: number[];
  readonly #executor: Executor;
  /** One more than digits when the network has learned what is "not a digit". */
  readonly #outputs: number;
  readonly #calibration: Calibration;

  constructor(executor: Executor, metadata: Record<string, unknown>) {
    this.#executor = executor;
    this.metadata = metadata;
    this.inputShape = executor.inputShape;
    this.#outputs = executor.outputShape[0];
    this.#calibration = calibrationOf(metadata, this.#outputs);
    this.outputShape = [this.#calibration.classes];
  }

  async predict(images: Uint8Array, options?: ClassifyOptions): Promise<Prediction[]> {
    const logits = await this.#logits(images, options);
    const { classes } = this.#calibration;
    const probabilities = this.#digitProbabilities(logits);
    return Array.from(digitScores(logits, this.#outputs, classes), (score, i) => {
      const row = Array.from(probabilities.subarray(i * classes, (i + 1) * classes));
      const largest = Math.max(...row);
      const anyDigit = digitProbability(score, this.#calibration);
      return {
        digit: row.indexOf(largest),
        confidence: largest * anyDigit,
        probabilities: row,
        isDigit: anyDigit >= 0.5,
      };
    });
  }

  async probabilities(images: Uint8Array, options?: ClassifyOptions): Promise<Float32Array> {
    return this.#digitProbabilities(await this.#logits(images, options));
  }

  close(): Promise<void> {
    return this.#executor.close();
  }

  #digitProbabilities(logits: Float32Array): Float32Array {
    const { classes, temperature } = this.#calibration;
    return applyTemperature(digitLogits(logits, this.#outputs, classes), temperature, classes);
  }

  async #logits(images: Uint8Array, options?: ClassifyOptions): Promise<Float32Array> {
    const length = this.inputShape.reduce((product, size) => product * size, 1);
    if (images.length % length !== 0) {
      throw new ModelError(
        "ERR_MNIST_ARGUMENT",
        `images must have ${length} pixels each, got ${images.length} pixels together`,
      );
    }
    return images.length === 0 ? new Float32Array() : this.#executor.logits(images, options);
  }
}
