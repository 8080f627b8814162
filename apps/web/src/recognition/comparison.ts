import { type McNemarResult, mcnemarTest } from "@mnist/metrics";
import type { TestResult } from "./test-set.js";

/** Which of two networks read a test image right. */
export const outcomes = ["both right", "only the first", "only the second", "neither"] as const;
export type Outcome = (typeof outcomes)[number];

/** A second network beside the first on the same test images. */
export interface Comparison {
  accuracy: number;
  predictions: Uint8Array;
  /** For each image the index into {@link outcomes}. */
  outcomes: Uint8Array;
  /** How many images have each outcome. */
  counts: number[];
  /** Whether the difference may be luck. */
  test: McNemarResult;
}

type Predicted = Pick<TestResult, "labels" | "predictions">;

/** @param first what the first network said, {@link TestResult.labels} being the same for both */
export function compareResults(first: Predicted, second: TestResult): Comparison {
  const { labels, predictions, evaluation } = second;
  const found = Uint8Array.from(labels, (label, i) => {
    const secondRight = predictions[i] === label;
    if (first.predictions[i] === label)
      return outcomes.indexOf(secondRight ? "both right" : "only the first");
    return outcomes.indexOf(secondRight ? "only the second" : "neither");
  });
  return {
    accuracy: evaluation.accuracy,
    predictions,
    outcomes: found,
    counts: outcomes.map((_, index) => found.reduce((sum, outcome) => sum + Number(outcome === index), 0)),
    test: mcnemarTest(labels, first.predictions, predictions),
  };
}
