import type { Executor as RuntimeExecutor } from "@mnist/runtime";
import type { Keys } from "./check-keys.js";

/** The backends' names: `wasm` is `@mnist/runtime`, the others are backends of TensorFlow.js. */
export const backends = ["wasm", "tfjs-wasm", "tfjs-cpu", "tfjs-node"] as const;
export type Backend = (typeof backends)[number];

/**
 * What runs a model. The runtime's own interface is the contract and the tfjs executor (`./tfjs`) implements it,
 * so that one training loop, one evaluation and one classifier serve all backends.
 */
export interface Executor
  extends Pick<
    RuntimeExecutor,
    | "threads"
    | "inputShape"
    | "outputShape"
    | "predict"
    | "logits"
    | "evaluate"
    | "trainer"
    | "weights"
    | "setWeights"
    | "close"
  > {
  readonly backend: Backend;
}

export interface ExecutorOptions {
  /** Default "wasm". */
  backend?: Backend;
  /** Threads that compute; the backend's own choice by default. */
  threads?: number;
  /** Only instructions that give the same bits on every machine (backend "wasm"); default false. */
  deterministic?: boolean;
  /** `false` computes on the calling thread, without workers: the quickest start (backend "wasm"). */
  sharedMemory?: boolean;
}

export const executorOptionKeys: Keys<ExecutorOptions> = {
  backend: true,
  threads: true,
  deterministic: true,
  sharedMemory: true,
};
