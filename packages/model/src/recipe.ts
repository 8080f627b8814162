import type { Optimizer } from "./executor.js";
import type { Architecture } from "./layers.js";
import type { Schedule } from "./schedule.js";

/** How a network is trained. */
export interface Recipe {
  epochs: number;
  batchSize: number;
  optimizer: Optimizer;
  /** The peak learning rate, which {@link schedule} scales. */
  learningRate: number;
  schedule: Schedule;
  /** Share of the target spread over all classes; default 0. */
  labelSmoothing?: number;
  /** Gradients are scaled down to this global L2 norm; default none. */
  clipNorm?: number;
  /** Decay per step of an exponential moving average of the weights, which then is the result; default none. */
  movingAverage?: number;
  /** Stops when the validation loss did not fall for `patience` epochs, and keeps the best weights. */
  earlyStopping?: { patience: number };
}

/** A network and how to train it, under a name. */
export interface Preset {
  name: string;
  description: string;
  architecture: Architecture;
  recipe: Recipe;
}
