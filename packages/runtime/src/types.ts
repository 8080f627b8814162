/** A model in tfjs-layers' own format: structurally what `tf.io.ModelArtifacts` holds after `model.save`. */
export interface ModelArtifacts {
  /** The topology JSON, with or without the `model_config` envelope: Sequential or Functional. */
  modelTopology: object;
  /** Names, shapes and dtypes (float32) of the weights, in the order of `weightData`. */
  weightSpecs: WeightSpec[];
  /** The little-endian bytes of all weights, one after the other. */
  weightData: ArrayBuffer;
}

/** One weight of a model, as in tfjs's `model.json`. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: string;
}

/** Options of {@link compile}. */
export interface CompileOptions {
  /** Number of threads, 1 to 64; by default the machine's, at most 8. The results do not depend on it. */
  threads?: number;
  /** Use the plain SIMD build even where relaxed SIMD exists: the same bits on every machine. Default false. */
  deterministic?: boolean;
  /**
   * `false` computes on the calling thread in private memory; needs no workers and no cross-origin isolation. Training
   * leaves the thread a turn every 30 ms: in a page, call it from a worker.
   * By default shared memory and workers are used where the platform offers `SharedArrayBuffer`.
   */
  sharedMemory?: boolean;
}

/** Options every asynchronous call takes. */
export interface CallOptions {
  /** Rejects the call with the signal's reason; the executor stays usable. */
  signal?: AbortSignal;
}

/** What {@link Executor.evaluate} returns; the values are means over the samples. */
export interface Evaluation {
  /** Mean softmax cross-entropy in nats. */
  loss: number;
  /** Share of samples whose largest output is the label, 0 to 1. */
  accuracy: number;
  /** Number of samples with a correct prediction. */
  correct: number;
  /** Number of samples. */
  samples: number;
}

/** A compiled model. Images are [N, ...inputShape], row-major. */
export interface Executor {
  /** Number of threads that compute. */
  readonly threads: number;
  /** The build in use: "relaxed-simd" fuses multiply and add, "simd" gives the same bits everywhere. */
  readonly simd: "simd" | "relaxed-simd";
  /** Shape of one input, e.g. [28, 28, 1]. */
  readonly inputShape: number[];
  /** Shape of one output, e.g. [10]. */
  readonly outputShape: number[];
  /** The model's output [N, ...outputShape]. `Uint8Array` inputs are scaled by 1/255, `Float32Array` is taken as is. */
  predict(images: Uint8Array | Float32Array, options?: CallOptions): Promise<Float32Array>;
  /** The values that the final softmax takes, [N, K]; the output itself when the model has no final softmax. */
  logits(images: Uint8Array | Float32Array, options?: CallOptions): Promise<Float32Array>;
  /** Softmax cross-entropy and accuracy against integer labels [N]. */
  evaluate(images: Uint8Array | Float32Array, labels: Uint8Array, options?: CallOptions): Promise<Evaluation>;
  /** Starts training. One trainer at a time; the executor predicts with the trained weights from the next call on. */
  trainer(options: TrainerOptions): Promise<Trainer>;
  /** A copy of the weights in the order and layout of `weightSpecs`: float32, little-endian. Not while workers train. */
  weights(): ArrayBuffer;
  /** Replaces all weights; same format as {@link Executor.weights}. */
  setWeights(data: ArrayBuffer): void;
  /** Ends the workers and releases the memory. Calls that are under way reject. */
  close(): Promise<void>;
}

/**
 * The optimizers, with the formulas, parameter names and defaults of tfjs. `adamw` (Loshchilov and Hutter 2019)
 * shrinks convolution and dense kernels by `learning rate * weightDecay` in every step; biases and the parameters of
 * normalizations do not decay.
 */
export type OptimizerOptions =
  | { name: "sgd" }
  | { name: "momentum"; momentum?: number }
  | { name: "nesterov"; momentum?: number }
  | { name: "rmsprop"; decay?: number; momentum?: number; epsilon?: number }
  | { name: "adam"; beta1?: number; beta2?: number; epsilon?: number }
  | { name: "adamw"; beta1?: number; beta2?: number; epsilon?: number; weightDecay?: number };

/** Options of {@link Executor.trainer}. */
export interface TrainerOptions {
  /** Default "softmaxCrossEntropy"; "meanSquaredError" compares the output with the one-hot label. */
  loss?: "softmaxCrossEntropy" | "meanSquaredError";
  optimizer: OptimizerOptions;
  /** Share of the probability that is spread over all classes, 0 (default) to 1. */
  labelSmoothing?: number;
  /** Adds `l2 * sum(w^2)` over all kernels to the objective (not to the reported loss), as tfjs's `l2` regularizer. */
  l2?: number;
  /** Scales the gradient down to this global norm when it is larger. */
  clipNorm?: number;
  /**
   * Keeps `average = d * average + (1 - d) * weights` of all weights, the moving statistics of batch normalization
   * among them, after every step; see {@link Trainer.movingAverageWeights}. In step t (0, 1, ...)
   * `d = min(decay, (1 + t) / (10 + t))`, so that the average soon forgets where training began.
   */
  movingAverage?: { decay: number };
  /** Decides dropout and augmentation; an integer from 0 to 2^32 - 1. */
  seed: number;
  /** The training set; copied once into the executor's memory. */
  data: { images: Uint8Array; labels: Uint8Array };
  /** Applied to every image of every step, in the workers. */
  augment?: AugmentOptions;
  /** The largest batch that will be used, default 128: decides the memory and how batches are cut, so also the bits. */
  maxBatchSize?: number;
}

/** Where the workers find the augmentation. */
export interface AugmentOptions {
  /** URL of an ES module that exports `createAugment(options, seed): Augment`. */
  module: string;
  /** Passed to `createAugment`; must survive structured cloning. */
  options?: unknown;
}

/**
 * Writes the augmented form of `image` (Uint8Array of the input's size) to `out`. Must be a pure function of the
 * image, the options, the seed, `step` (0, 1, ... over the whole training) and `sample` (place in the batch):
 * then results do not depend on threads and training can be resumed.
 */
export type Augment = (image: Uint8Array, out: Uint8Array, step: number, sample: number) => void;

/** The result of one optimizer step. */
export interface StepResult {
  /** Mean loss of the batch (without `l2`), before the update. */
  loss: number;
  /** Number of samples of the batch that were classified correctly, before the update. */
  correct: number;
}

/** Many steps in one call, see {@link Trainer.run}. */
export interface RunOptions extends CallOptions {
  /** Indices into the training set; step i takes the i-th `batchSize` of them, the last step what is left. */
  order: Uint32Array;
  batchSize: number;
  /** One learning rate for all steps, or one for each. */
  learningRates: number | Float32Array | readonly number[];
  /** Called for every step in order, but in bursts: the workers do not wait for it. */
  onStep?: (result: StepResult & { step: number; batchSize: number }) => void;
}

/** Everything besides the weights that a training needs to go on bit for bit. */
export interface TrainerState {
  /** Steps done so far. */
  step: number;
  /** Optimizer slots and moving average by name, each in the layout of {@link Executor.weights}. */
  slots: Record<string, ArrayBuffer>;
}

/** A training session. Calls must not overlap. */
export interface Trainer {
  /** Steps done so far. */
  readonly stepsDone: number;
  /** One optimizer step on the samples at `indices` (1 to maxBatchSize of them). */
  step(indices: Uint32Array, options: { learningRate: number } & CallOptions): Promise<StepResult>;
  /** Many steps without a round trip for each; resolves to one result per step. An abort ends it between two steps. */
  run(options: RunOptions): Promise<StepResult[]>;
  /** Optimizer state; together with {@link Executor.weights} enough to resume. */
  state(): TrainerState;
  /** Takes back what {@link Trainer.state} gave. */
  restore(state: TrainerState): void;
  /** The moving average in the format of {@link Executor.weights}; throws when it was not asked for. */
  movingAverageWeights(): ArrayBuffer;
  /** Ends the session and frees its memory; the executor keeps the weights. */
  close(): void;
}
