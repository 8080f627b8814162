import type { Architecture, ModelArtifacts, PresetName } from "@mnist/model";

/** What the person chose. */
export interface TrainingSettings {
  preset: PresetName;
  /** Replaces the preset's network; its recipe stays. */
  architecture?: Architecture;
  /** Learns on from this network instead of a fresh one. */
  model?: ModelArtifacts;
  epochs: number;
  batchSize: number;
  learningRate: number;
  seed: number;
}

/** What the worker tells while it trains. */
export type TrainingEvent =
  /** The share of the data that has arrived, 0 to 1. */
  | { kind: "data"; share: number }
  | ({ kind: "look" } & Look)
  /** What the network makes of the person's drawing now. */
  | { kind: "drawing"; probabilities: number[] };

/** The network as it is between two steps. */
export interface Look {
  step: number;
  steps: number;
  epoch: number;
  epochs: number;
  threads: number;
  /** Training images seen so far. */
  images: number;
  /** Time spent in training steps so far; looks and pauses are left out. */
  trainingSeconds: number;
  /** Means over the training steps since the look before. */
  loss: number;
  accuracy: number;
  /** Accuracy on the test images looked at last; the matrix counts all that were, each with its newest prediction. */
  test: Pick<TestScores, "accuracy" | "samples" | "confusion">;
}

/** Scores on test images; rows of the confusion matrix = true digit. */
export interface TestScores {
  loss: number;
  accuracy: number;
  samples: number;
  confusion: number[][];
}

/** How a training ended. */
export interface Outcome {
  /** Whether the person ended it before its time. */
  stopped: boolean;
  /** On all test images. */
  test: TestScores;
  /** Of the whole, with loading and looking. */
  seconds: number;
}
