/**
 * What runs a model. `@mnist/runtime` (backend "wasm") and the tfjs executor (`./tfjs`) implement it, so that
 * one training loop, one evaluation and one classifier serve all backends. Images are `[N, 28, 28, 1]`
 * (or the input shape of the model), row-major: `Uint8Array` in 0..255 is divided by 255 by the executor,
 * `Float32Array` is taken as it is. The number of images is the array's length divided by the input size.
 */
export interface Executor {
  /** "wasm", "tfjs-wasm", "tfjs-cpu" or "tfjs-node". */
  readonly backend: string;
  /** Threads that compute. */
  readonly threads: number;
  /** Probabilities (the output of the last layer) `[N, classes]`. */
  predict(images: Images, options?: RunOptions): Promise<Float32Array>;
  /** As {@link predict}, without the softmax of the last layer. */
  logits(images: Images, options?: RunOptions): Promise<Float32Array>;
  /** Starts training from the current weights; one trainer at a time. */
  trainer(options: TrainerOptions): Promise<Trainer>;
  /** The current weights in the order of the model's `weightSpecs`: a copy. */
  weights(): ArrayBuffer;
  /** Replaces the weights. Throws when the byte length is not that of the model's `weightSpecs`. */
  setWeights(weights: ArrayBuffer): void;
  /** Ends workers and frees memory; calling it twice is fine. */
  close(): Promise<void>;
}

export type Images = Uint8Array | Float32Array;

export interface RunOptions {
  signal?: AbortSignal;
  /** Images per forward pass; the executor's own choice by default. */
  batchSize?: number;
}

/** Update rules with tfjs's formulas; the learning rate comes with each step. */
export type Optimizer =
  | { kind: "sgd" }
  | { kind: "momentum"; momentum: number; nesterov?: boolean }
  | { kind: "adam"; beta1?: number; beta2?: number; epsilon?: number }
  | { kind: "adamw"; beta1?: number; beta2?: number; epsilon?: number; weightDecay: number };

export interface TrainerOptions {
  /** The largest batch that {@link Trainer.step} will get. */
  batchSize: number;
  optimizer: Optimizer;
  /** Of the "dropout" stream: the mask of step `t` is a function of (seed, layer, t) only. */
  seed: number;
  /** Share of the target moved to the uniform distribution; default 0. */
  labelSmoothing?: number;
  /** Gradients are scaled down to this global L2 norm; default none. */
  clipNorm?: number;
  /** Decay of the exponential moving average of the weights, e.g. 0.999; default none. */
  movingAverage?: number;
}

export interface StepResult {
  /** Mean cross-entropy over the batch (with label smoothing and dropout, as trained on). */
  loss: number;
  /** Images of the batch whose largest output was their label, in the training pass. */
  correct: number;
}

/** A training session: weights live in the executor, optimizer state here. */
export interface Trainer {
  /**
   * One optimizer update on one batch.
   *
   * @param images `[batch, ...input]`, at most `batchSize` of them
   * @param labels `[batch]`, class numbers
   */
  step(images: Images, labels: Uint8Array, options: { learningRate: number }): Promise<StepResult>;
  /** Everything needed to go on bit for bit: weights, optimizer slots, moving average, number of steps done. */
  state(): TrainerState;
  restore(state: TrainerState): void;
  /** The moving average of the weights, in the order of `weightSpecs`; the weights themselves when none is kept. */
  movingAverageWeights(): ArrayBuffer;
  close(): Promise<void>;
}

export interface TrainerState {
  /** Optimizer updates done. */
  step: number;
  weights: ArrayBuffer;
  /** Optimizer slots and moving average: named float32 buffers, layout private to the backend that wrote them. */
  slots: Record<string, ArrayBuffer>;
}
