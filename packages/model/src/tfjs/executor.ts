import type { Augment, AugmentOptions, CallOptions, Evaluation, TrainerOptions } from "@mnist/runtime";
import { logSoftmax, softmax, type Tensor, tidy, util } from "@tensorflow/tfjs-core";
import type { ModelArtifacts } from "../artifacts.js";
import type { Executor } from "../executor.js";
import { requireArtifacts } from "../require-model.js";
import { activateBackend, startBackend, type TfjsBackend, type TfjsBackendOptions } from "./backend.js";
import { checkClasses } from "./checks.js";
import { Dropout } from "./dropout.js";
import { TfjsError } from "./errors.js";
import { type LogitsModel, openLogitsModel, readWeights, writeWeights } from "./logits-model.js";
import { checkLabels, countCorrect, countImages, type Images, imagesTensor } from "./samples.js";
import { breathe, TfjsTrainer } from "./trainer.js";

/** Images of one forward pass. */
const BATCH = 256;

export interface TfjsExecutorOptions extends TfjsBackendOptions {
  /** Default "tfjs-wasm". */
  backend?: TfjsBackend;
}

/**
 * Opens a model with tfjs-layers to run and train it on a backend of TensorFlow.js.
 *
 * @throws {TfjsError} `ERR_MNIST_BACKEND` when the backend cannot be had on this machine, `ERR_MNIST_UNSUPPORTED`
 *   or `ERR_MNIST_MODEL` when tfjs-layers or this executor cannot take the model
 */
export async function createTfjsExecutor(
  artifacts: ModelArtifacts,
  { backend = "tfjs-wasm", ...options }: TfjsExecutorOptions = {},
): Promise<Executor> {
  requireArtifacts(artifacts);
  const threads = await startBackend(backend, options);
  return new TfjsExecutor(backend, threads, await openLogitsModel(artifacts));
}

class TfjsExecutor implements Executor {
  readonly backend: TfjsBackend;
  readonly threads: number;
  readonly inputShape: number[];
  readonly outputShape: number[];
  readonly #network: LogitsModel;
  readonly #dropout: Dropout;
  #trainer: TfjsTrainer | undefined;
  #closed = false;

  constructor(backend: TfjsBackend, threads: number, network: LogitsModel) {
    this.backend = backend;
    this.threads = threads;
    this.inputShape = network.inputShape;
    this.outputShape = network.outputShape;
    this.#network = network;
    this.#dropout = new Dropout(network.layers);
  }

  predict(images: Images, options?: CallOptions): Promise<Float32Array> {
    return this.#forward(images, options, (logits) => (this.#network.softmax ? softmax(logits) : logits));
  }

  logits(images: Images, options?: CallOptions): Promise<Float32Array> {
    return this.#forward(images, options, (logits) => logits);
  }

  async evaluate(images: Images, labels: Uint8Array, options?: CallOptions): Promise<Evaluation> {
    checkClasses(this.outputShape, "evaluation");
    const [classes] = this.outputShape;
    checkLabels(labels, countImages(images, util.sizeFromShape(this.inputShape)), classes);
    const logProbabilities = await this.#forward(images, options, (logits) => logSoftmax(logits));
    let sum = 0;
    for (const [i, label] of labels.entries()) sum -= logProbabilities[i * classes + label];
    const samples = labels.length;
    const correct = countCorrect(logProbabilities, labels);
    const mean = (total: number) => (samples === 0 ? 0 : total / samples);
    return { loss: mean(sum), accuracy: mean(correct), correct, samples };
  }

  async trainer(options: TrainerOptions): Promise<TfjsTrainer> {
    const augment = options.augment && (await loadAugment(options.augment, options.seed));
    this.#checkOpen();
    if (this.#trainer)
      throw new TfjsError("ERR_MNIST_STATE", "close the trainer before starting another one");
    this.#trainer = new TfjsTrainer(options, this.backend, this.#network, this.#dropout, augment, () => {
      this.#trainer = undefined;
    });
    return this.#trainer;
  }

  weights(): ArrayBuffer {
    this.#checkOpen();
    activateBackend(this.backend);
    return readWeights(this.#network.weights).buffer;
  }

  setWeights(data: ArrayBuffer): void {
    this.#checkOpen();
    activateBackend(this.backend);
    writeWeights(this.#network.weights, data);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#trainer?.close();
    this.#closed = true;
    activateBackend(this.backend);
    this.#network.model.dispose();
  }

  #checkOpen(): void {
    if (this.#closed) throw new TfjsError("ERR_MNIST_STATE", "the executor is closed");
  }

  async #forward(
    images: Images,
    { signal }: CallOptions = {},
    output: (logits: Tensor) => Tensor,
  ): Promise<Float32Array> {
    this.#checkOpen();
    const count = countImages(images, util.sizeFromShape(this.inputShape));
    const size = util.sizeFromShape(this.outputShape);
    const outputs = new Float32Array(count * size);
    for (let start = 0; start < count; start += BATCH) {
      signal?.throwIfAborted();
      this.#checkOpen();
      activateBackend(this.backend);
      const end = Math.min(count, start + BATCH);
      const part = tidy(() => {
        const logits = this.#network.model.apply(imagesTensor(images, this.inputShape, start, end)) as Tensor;
        return output(logits).dataSync<"float32">();
      });
      outputs.set(part, start * size);
      await breathe();
    }
    return outputs;
  }
}

async function loadAugment({ module, options }: AugmentOptions, seed: number): Promise<Augment> {
  const { createAugment } = await import(/* @vite-ignore */ /* webpackIgnore: true */ module);
  return createAugment(options, seed);
}
