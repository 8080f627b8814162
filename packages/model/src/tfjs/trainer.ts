import type {
  Augment,
  CallOptions,
  RunOptions,
  StepResult,
  Trainer,
  TrainerOptions,
  TrainerState,
} from "@mnist/runtime";
import * as tf from "@tensorflow/tfjs-core";
import { activateBackend, type TfjsBackend } from "./backend.js";
import { checkBuffer, checkNumber, checkTrainerOptions } from "./checks.js";
import type { Dropout } from "./dropout.js";
import { TfjsError } from "./errors.js";
import { type LogitsModel, readWeights, type WeightVariable } from "./logits-model.js";
import { type UpdateRule, updateRule, type Vector } from "./optimizers.js";
import { checkLabels, countCorrect, countImages } from "./samples.js";
import { trainingPass } from "./training-pass.js";

const AVERAGE = "movingAverage";

/** Lets timers, aborts and other work have their turn. */
export const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A training session on TensorFlow.js; its meaning is that of `Trainer` in `@mnist/runtime`. */
export class TfjsTrainer implements Trainer {
  readonly #options: TrainerOptions;
  readonly #backend: TfjsBackend;
  readonly #network: LogitsModel;
  readonly #dropout: Dropout;
  readonly #augment: Augment | undefined;
  readonly #onClose: () => void;
  readonly #rule: UpdateRule;
  /** 1 for every trainable kernel weight, else 0. */
  readonly #kernels: Vector;
  /** Slots of the rule, then the moving average if there is one. */
  #slots: Vector[];
  #step = 0;
  #closed = false;

  constructor(
    options: TrainerOptions,
    backend: TfjsBackend,
    network: LogitsModel,
    dropout: Dropout,
    augment: Augment | undefined,
    onClose: () => void,
  ) {
    checkTrainerOptions(options, network);
    const { images, labels } = options.data;
    const [classes] = network.outputShape;
    checkLabels(labels, countImages(images, tf.util.sizeFromShape(network.inputShape)), classes);
    this.#options = options;
    this.#backend = backend;
    this.#network = network;
    this.#dropout = dropout;
    this.#augment = augment;
    this.#onClose = onClose;
    this.#rule = updateRule(options.optimizer);

    activateBackend(backend);
    const isKernel = ({ name, trainable }: WeightVariable) => trainable && name.endsWith("kernel");
    this.#kernels = tf.tidy(() =>
      tf.concat1d(network.weights.map((weight) => tf.fill([weight.variable.size], isKernel(weight) ? 1 : 0))),
    );
    const size = this.#kernels.size;
    this.#slots = this.#rule.slots.map(() => tf.zeros([size]));
    if (options.movingAverage) this.#slots.push(tf.tensor1d(readWeights(network.weights)));
  }

  get stepsDone(): number {
    return this.#step;
  }

  async step(
    indices: Uint32Array,
    { learningRate, signal }: { learningRate: number } & CallOptions,
  ): Promise<StepResult> {
    this.#checkOpen();
    checkNumber("learning rate", learningRate, 0, Number.MAX_VALUE);
    signal?.throwIfAborted();
    await breathe();
    signal?.throwIfAborted();
    this.#checkOpen();
    return this.#train(indices, learningRate);
  }

  async run({ order, batchSize, learningRates, onStep, signal }: RunOptions): Promise<StepResult[]> {
    checkNumber("batchSize", batchSize, 1, this.#options.maxBatchSize ?? 128, Number.isInteger);
    const steps = Math.ceil(order.length / batchSize);
    if (typeof learningRates !== "number" && learningRates.length !== steps) {
      throw new TfjsError(
        "ERR_MNIST_ARGUMENT",
        `${steps} steps need ${steps} learning rates, got ${learningRates.length}`,
      );
    }
    const results: StepResult[] = [];
    for (let i = 0; i < steps; i++) {
      const indices = order.subarray(i * batchSize, (i + 1) * batchSize);
      const learningRate = typeof learningRates === "number" ? learningRates : learningRates[i];
      const result = await this.step(indices, { learningRate, signal });
      results.push(result);
      onStep?.({ ...result, step: this.#step - 1, batchSize: indices.length });
    }
    return results;
  }

  state(): TrainerState {
    this.#checkOpen();
    const slots: Record<string, ArrayBuffer> = {};
    for (const [i, name] of this.#slotNames().entries()) {
      slots[name] = this.#slots[i].dataSync<"float32">().slice().buffer as ArrayBuffer;
    }
    return { step: this.#step, slots };
  }

  restore({ step, slots }: TrainerState): void {
    this.#checkOpen();
    activateBackend(this.#backend);
    const bytes = this.#kernels.size * 4;
    const names = this.#slotNames();
    for (const name of names) checkBuffer(`the state's slot "${name}"`, slots[name], bytes);
    tf.dispose(this.#slots);
    this.#slots = names.map((name) => tf.tensor1d(new Float32Array(slots[name].slice(0))));
    this.#step = step;
  }

  movingAverageWeights(): ArrayBuffer {
    this.#checkOpen();
    if (!this.#options.movingAverage) {
      throw new TfjsError("ERR_MNIST_STATE", "no moving average was asked for: see the option movingAverage");
    }
    activateBackend(this.#backend);
    return new Float32Array(this.#slots[this.#rule.slots.length].dataSync()).buffer;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    tf.dispose([this.#kernels, ...this.#slots]);
    this.#onClose();
  }

  #slotNames(): string[] {
    return this.#options.movingAverage ? [...this.#rule.slots, AVERAGE] : this.#rule.slots;
  }

  #checkOpen(): void {
    if (this.#closed) throw new TfjsError("ERR_MNIST_STATE", "the trainer is closed");
  }

  #train(indices: Uint32Array, learningRate: number): StepResult {
    const { images, labels } = this.#batch(indices);
    activateBackend(this.#backend);
    return tf.tidy(() => {
      const pass = () => trainingPass(this.#network, images, labels, this.#options);
      const { loss, outputs, gradient } = this.#dropout.during(this.#options.seed, this.#step, pass);
      this.#update(gradient, learningRate);
      this.#step++;
      return { loss, correct: countCorrect(outputs, labels) };
    });
  }

  #batch(indices: Uint32Array): { images: Uint8Array; labels: Uint8Array } {
    const { data, maxBatchSize = 128 } = this.#options;
    const count = data.labels.length;
    checkNumber("samples of a batch", indices.length, 1, maxBatchSize);
    const wrong = indices.findIndex((index) => index >= count);
    if (wrong >= 0) {
      const message = `index ${indices[wrong]} at ${wrong} is not below the ${count} training samples`;
      throw new TfjsError("ERR_MNIST_ARGUMENT", message);
    }
    const size = data.images.length / count;
    const images = new Uint8Array(indices.length * size);
    for (const [i, index] of indices.entries()) {
      const image = data.images.subarray(index * size, (index + 1) * size);
      const place = images.subarray(i * size, (i + 1) * size);
      if (this.#augment) this.#augment(image, place, this.#step, i);
      else place.set(image);
    }
    return { images, labels: Uint8Array.from(indices, (index) => data.labels[index]) };
  }

  #update(gradient: Vector, learningRate: number): void {
    const { l2 = 0, clipNorm, movingAverage } = this.#options;
    const { weights } = this.#network;
    const current = flattened(weights);
    let objective = gradient;
    if (l2 > 0) objective = tf.add(objective, tf.mul(tf.mul(current, this.#kernels), 2 * l2));
    if (clipNorm !== undefined) {
      objective = tf.mul(objective, tf.div(clipNorm, tf.maximum(tf.norm(objective), clipNorm)));
    }
    const slots = this.#slots.slice(0, this.#rule.slots.length);
    const [updated, ...newSlots] = this.#rule.update(
      current,
      objective,
      slots,
      learningRate,
      this.#step + 1,
      this.#kernels,
    );
    for (const { variable, offset, trainable } of weights) {
      if (trainable) variable.assign(tf.reshape(tf.slice(updated, offset, variable.size), variable.shape));
    }
    if (movingAverage) {
      const average = this.#slots[slots.length];
      const share = 1 - Math.min(movingAverage.decay, (1 + this.#step) / (10 + this.#step));
      newSlots.push(tf.add(average, tf.mul(tf.sub(flattened(weights), average), share)));
    }
    tf.dispose(this.#slots);
    this.#slots = newSlots.map((slot) => tf.keep(slot));
  }
}

function flattened(weights: readonly WeightVariable[]): Vector {
  return tf.concat(weights.map(({ variable }) => tf.reshape(variable, [variable.size])));
}
