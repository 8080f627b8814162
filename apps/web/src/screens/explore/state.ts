import { computed, effect, signal } from "@preact/signals";
import { proxy } from "comlink";
import { engine, recognizer } from "../../recognition/recognizer.js";
import type { TestResult } from "../../recognition/test-set.js";

export type Order = "surest" | "least sure";

export const result = signal<TestResult | undefined>(undefined);
export const progress = signal(0);
export const failure = signal("");
/** Which test images are shown. */
export type Selection =
  | { kind: "mistakes" }
  /** Those of a cell of the confusion matrix. */
  | { kind: "cell"; truth: number; predicted: number }
  /** Those with one outcome of the comparison, an index into `outcomes`. */
  | { kind: "outcome"; outcome: number };

export const selection = signal<Selection>({ kind: "mistakes" });
/** The outcome of each test image, while two networks are compared. */
export const comparedOutcomes = signal<Uint8Array | undefined>(undefined);
export const order = signal<Order>("surest");

/** Indices of the test images to show, in order. */
export const shown = computed<number[]>(() => {
  const { value } = result;
  if (!value) return [];
  const { labels, predictions, confidences } = value;
  const chosen = selection.value;
  const compared = comparedOutcomes.value;
  const wanted = (i: number) => {
    if (chosen.kind === "cell") return labels[i] === chosen.truth && predictions[i] === chosen.predicted;
    if (chosen.kind === "outcome") return compared?.[i] === chosen.outcome;
    return labels[i] !== predictions[i];
  };
  const direction = order.value === "surest" ? -1 : 1;
  return Array.from(labels.keys())
    .filter(wanted)
    .sort((a, b) => direction * (confidences[a] - confidences[b]));
});

/** Shows the images of a cell of the confusion matrix, or all mistakes again. */
export function toggleCell({ truth, predicted }: { truth: number; predicted: number }): void {
  const now = selection.value;
  const same = now.kind === "cell" && now.truth === truth && now.predicted === predicted;
  selection.value = same ? { kind: "mistakes" } : { kind: "cell", truth, predicted };
}

/** Evaluates the network in use, again whenever it is another one. */
export function follow(): () => void {
  return effect(() => {
    const now = engine.value;
    if (now.phase !== "ready" || now.provisional || now.name === tested) return;
    tested = now.name;
    void evaluate(now.name);
  });
}

/** The network that was asked last: what others still answer is not wanted. */
let tested: string | undefined;

async function evaluate(name: string): Promise<void> {
  result.value = undefined;
  failure.value = "";
  progress.value = 0;
  selection.value = { kind: "mistakes" };
  try {
    const evaluated = await recognizer.test(
      proxy((share: number) => {
        if (tested === name) progress.value = share;
      }),
    );
    if (tested === name) result.value = evaluated;
  } catch (error) {
    if (tested !== name) return;
    tested = undefined;
    failure.value = error instanceof Error ? error.message : String(error);
  }
}
