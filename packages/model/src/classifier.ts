import { type Answers, CalibratedModel, MeanAnswers } from "./calibrated-model.js";
import { checkGiven } from "./check-given.js";
import { checkKeys, type Keys } from "./check-keys.js";
import { ModelError } from "./errors.js";
import { type ExecutorOptions, executorOptionKeys } from "./executor.js";
import { type ModelSource, openModel } from "./model-source.js";
import { requireBytes } from "./require-model.js";
import { viewsOf } from "./test-time-augmentation.js";

export type { ModelArtifacts } from "./artifacts.js";
export { type ModelSource, openModel } from "./model-source.js";
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

export interface ClassifierOptions extends ExecutorOptions {
  /**
   * Every image is read 17 times, as it is and slightly shifted, turned and sheared, and the answers are averaged:
   * a little more accurate, at 17 times the work. Default false.
   */
  testTimeAugmentation?: boolean;
}

const optionKeys: Keys<ClassifierOptions> = {
  ...executorOptionKeys,
  testTimeAugmentation: true,
};

/** A model, or several, ready to predict. */
export interface Classifier {
  /**
   * @param images `[N, 28, 28]`, 0 = background, 255 = ink
   * @throws {ModelError} `ERR_MNIST_ARGUMENT` when the length is no multiple of an image's, or the type another
   */
  predict(images: Uint8Array, options?: ClassifyOptions): Promise<Prediction[]>;
  /** Calibrated probabilities `[N, 10]`, row-major, given that the images are digits. */
  probabilities(images: Uint8Array, options?: ClassifyOptions): Promise<Float32Array>;
  /** Preset, recipe, seed, calibration and what else was saved with the model; of several, `{ models }` with those of each. */
  readonly metadata: Record<string, unknown>;
  /** Shape of one image, [28, 28, 1]. */
  readonly inputShape: number[];
  /** [10]: one probability for each digit. */
  readonly outputShape: number[];
  /** Ends workers and frees memory. */
  close(): Promise<void>;
}

/**
 * Opens a model to predict with; loads no TensorFlow.js (backend "wasm"). Workers start with the first large batch.
 *
 * Of several models the answers are averaged, each calibrated by itself (deep ensembles: Lakshminarayanan et al.,
 * 2017): more accurate than any one of them, and a little less sure of itself than it might be.
 *
 * @param model name of a pre-trained model that ships with this package ("default", "tiny", "best"), a folder that
 *   {@link saveModel} or tfjs-layers wrote (begin it with `./` when it has such a name), a model in memory, or a list
 *   of such
 * @param classifierOptions with `threads: 1` it computes on the calling thread alone
 * @throws {ModelError} `ERR_MNIST_MODEL_NOT_FOUND`, `ERR_MNIST_MODEL_FORMAT`; `ERR_MNIST_ARGUMENT` when the list is
 *   empty, a model's output is no vector of classes, or the models do not read the same images as the same classes
 */
export async function loadClassifier(
  model: ModelSource | readonly ModelSource[] = "default",
  classifierOptions: ClassifierOptions = {},
): Promise<Classifier> {
  checkKeys("loadClassifier", classifierOptions, optionKeys);
  const { testTimeAugmentation = false, ...options } = classifierOptions;
  const sources = Array.isArray(model) ? model : [model];
  const models: CalibratedModel[] = [];
  try {
    for (const source of sources) models.push(await CalibratedModel.open(await openModel(source), options));
    return new AveragingClassifier(models, testTimeAugmentation);
  } catch (error) {
    await Promise.all(models.map((each) => each.close()));
    throw error;
  }
}

class AveragingClassifier implements Classifier {
  readonly metadata: Record<string, unknown>;
  readonly inputShape: number[];
  readonly outputShape: number[];
  readonly #models: CalibratedModel[];
  readonly #testTimeAugmentation: boolean;

  constructor(models: CalibratedModel[], testTimeAugmentation: boolean) {
    const [first] = models;
    if (!first) throw new ModelError("ERR_MNIST_ARGUMENT", "the list of models is empty; name at least one");
    for (const { inputShape, calibration } of models) {
      const [a, b] = [
        `${inputShape} as ${calibration.classes}`,
        `${first.inputShape} as ${first.calibration.classes}`,
      ];
      if (a === b) continue;
      throw new ModelError(
        "ERR_MNIST_ARGUMENT",
        `models that read [${a}] and [${b}] classes cannot be averaged`,
      );
    }
    if (testTimeAugmentation && `${first.inputShape}` !== "28,28,1") {
      const message = `test-time augmentation is for images of [28,28,1], the model reads [${first.inputShape}]`;
      throw new ModelError("ERR_MNIST_ARGUMENT", message);
    }
    this.#models = models;
    this.#testTimeAugmentation = testTimeAugmentation;
    this.metadata = models.length === 1 ? first.metadata : { models: models.map(({ metadata }) => metadata) };
    this.inputShape = first.inputShape;
    this.outputShape = [first.calibration.classes];
  }

  async predict(images: Uint8Array, options?: ClassifyOptions): Promise<Prediction[]> {
    const { probabilities, anyDigit } = await this.#answer(images, options);
    const [classes] = this.outputShape;
    return Array.from(anyDigit, (isDigit, i) => {
      const row = Array.from(probabilities.subarray(i * classes, (i + 1) * classes));
      const largest = row.reduce((most, probability) => Math.max(most, probability));
      return {
        digit: row.indexOf(largest),
        confidence: largest * isDigit,
        probabilities: row,
        isDigit: isDigit >= 0.5,
      };
    });
  }

  async probabilities(images: Uint8Array, options?: ClassifyOptions): Promise<Float32Array> {
    return (await this.#answer(images, options)).probabilities;
  }

  async close(): Promise<void> {
    await Promise.all(this.#models.map((model) => model.close()));
  }

  async #answer(images: Uint8Array, options?: ClassifyOptions): Promise<Answers> {
    checkGiven({ images });
    const length = this.inputShape.reduce((product, size) => product * size, 1);
    requireBytes("images", images);
    if (images.length % length !== 0) {
      throw new ModelError(
        "ERR_MNIST_ARGUMENT",
        `images must have ${length} pixels each, got ${images.length} pixels together`,
      );
    }
    if (images.length === 0) return { probabilities: new Float32Array(), anyDigit: new Float32Array() };
    const mean = new MeanAnswers();
    // A copy: the caller may use the array for the next image before this one's turn has come.
    const own = new Uint8Array(images);
    for await (const view of this.#testTimeAugmentation ? viewsOf(own) : [own]) {
      for (const model of this.#models) mean.add(await model.answer(view, options));
    }
    return mean.mean();
  }
}
