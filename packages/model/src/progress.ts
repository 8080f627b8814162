/** Means over the samples of one split or epoch. */
export interface Scores {
  /** Mean cross-entropy in nats. */
  loss: number;
  /** Share of samples whose most probable class is their label, 0 to 1. */
  accuracy: number;
}

/** One epoch of a training run. */
export interface EpochResult extends Scores {
  /** From 1. `loss` and `accuracy` are those seen while training: with dropout, augmentation and label smoothing. */
  epoch: number;
  /** Of the last step of the epoch. */
  learningRate: number;
  /** Of the whole epoch, validation included. */
  seconds: number;
  validation?: Scores;
}

/** Where a training run is. */
export interface ProgressEvent {
  /**
   * "train": a step was done; "validate": the validation split is being scored; "epoch": an epoch is complete (then
   * `result` says how it went); "checkpoint": a checkpoint was written, from which training can go on; "resume": it
   * goes on from one (then `message` says what changed).
   */
  phase: "train" | "validate" | "epoch" | "checkpoint" | "resume";
  /** The current epoch, from 1. */
  epoch: number;
  epochs: number;
  /** Steps done and to be done in the whole run. */
  step: number;
  steps: number;
  /** Training images seen so far in the whole run. */
  images: number;
  /** Means over this epoch so far; before its first step those of the epoch before. */
  loss: number;
  accuracy: number;
  learningRate: number;
  result?: EpochResult;
  message?: string;
}
