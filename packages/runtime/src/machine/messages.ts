import type { Program } from "../plan/plan.js";

/** What a worker gets first; answered with its `id`. */
export interface WorkerSetup {
  id: number;
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  thread: number;
  threads: number;
}

/** Addresses and numbers a training run needs besides its program. */
export interface TrainingRun {
  /** Address of the u32 order: the samples of all steps, one batch after the other. */
  order: number;
  /** Address of the u32 batch the program reads. */
  batch: number;
  samples: number;
  batchSize: number;
  steps: number;
  /** Number of the run's first step over the whole training. */
  firstStep: number;
  /** Address of f32 learning rates, one for each step. */
  learningRates: number;
  hyper: number;
  betas: [number, number];
  /** Decay of the moving average; 0 where none is kept. */
  averageDecay: number;
  step: number;
  /** Address of the slices' sums, their distance and number. */
  results: number;
  resultStride: number;
  slices: number;
  /** Address of f64 {loss, correct} of each step. */
  history: number;
}

export interface AugmentSetup {
  module: string;
  options: unknown;
  seed: number;
}

/** Calls the executor posts; each is answered with its `id`. */
export type Request =
  | { id: number; kind: "load"; program: number; phases: Program; augment?: AugmentSetup }
  | { id: number; kind: "infer"; program: number; count: number }
  | { id: number; kind: "train"; program: number; run: TrainingRun };

/** The `id` of what a worker says when it runs. */
export const UP = 0;

export type Reply =
  | { id: number; kind: "done" }
  | { id: number; kind: "progress"; steps: number }
  | { id: number; kind: "error"; message: string; stack?: string; peer: boolean };
