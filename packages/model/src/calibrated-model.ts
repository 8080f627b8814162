import { applyTemperature } from "@mnist/metrics";
import type { CallOptions } from "@mnist/runtime";
import type { ModelArtifacts } from "./artifacts.js";
import {
  type Calibration,
  calibrationOf,
  digitLogits,
  digitProbability,
  digitScores,
} from "./calibration.js";
import { ModelError } from "./errors.js";
import type { ExecutorOptions } from "./executor.js";
import { LazyWorkers } from "./lazy-workers.js";

/** What a network, or several, say about N images. */
export interface Answers {
  /** Calibrated probabilities `[N, classes]`, given that the images are digits. */
  probabilities: Float32Array;
  /** `[N]`, the probability that an image is a digit at all. */
  anyDigit: Float32Array;
}

/** A network, and what turns its logits into honest probabilities. */
export class CalibratedModel {
  readonly inputShape: number[];
  readonly calibration: Calibration;
  readonly metadata: Record<string, unknown>;
  readonly #network: LazyWorkers;

  /** @throws {ModelError} `ERR_MNIST_ARGUMENT` when the output is no vector of classes */
  static async open(artifacts: ModelArtifacts, options: ExecutorOptions): Promise<CalibratedModel> {
    const network = await LazyWorkers.open(artifacts, options);
    if (network.outputShape.length === 1) return new CalibratedModel(network, artifacts.userDefinedMetadata);
    await network.close();
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `a classifier needs a model with an output of shape [classes], its is [${network.outputShape}]`,
    );
  }

  private constructor(network: LazyWorkers, metadata: Record<string, unknown> = {}) {
    this.#network = network;
    this.metadata = metadata;
    this.inputShape = network.inputShape;
    this.calibration = calibrationOf(metadata, network.outputShape[0]);
  }

  async answer(images: Uint8Array, options?: CallOptions): Promise<Answers> {
    const logits = await this.#network.logits(images, options);
    const { classes, temperature } = this.calibration;
    const [outputs] = this.#network.outputShape;
    return {
      probabilities: applyTemperature(digitLogits(logits, outputs, classes), temperature, classes),
      anyDigit: digitScores(logits, outputs, classes).map((score) =>
        digitProbability(score, this.calibration),
      ),
    };
  }

  close(): Promise<void> {
    return this.#network.close();
  }
}

/** The mean of several answers about the same images. */
export class MeanAnswers {
  #sum?: Answers;
  #count = 0;

  add(answers: Answers): void {
    this.#count++;
    if (!this.#sum) this.#sum = answers;
    else for (const key of ["probabilities", "anyDigit"] as const) addTo(this.#sum[key], answers[key]);
  }

  /** @throws {TypeError} when nothing was added */
  mean(): Answers {
    const { probabilities, anyDigit } = this.#sum as Answers;
    const share = (sum: number) => sum / this.#count;
    return { probabilities: probabilities.map(share), anyDigit: anyDigit.map(share) };
  }
}

function addTo(sum: Float32Array, values: Float32Array): void {
  for (const [i, value] of values.entries()) sum[i] += value;
}
