import { computed, effect, signal } from "@preact/signals";
import { proxy } from "comlink";
import { engine, recognizer } from "../../recognition/recognizer.js";
import type { TestResult } from "../../recognition/test-set.js";

export type Order = "surest" | "least sure";

export const result = signal<TestResult | undefined>(undefined);
export const progress = signal(0);
export const failure = signal("");
/** The cell of the confusion matrix whose images are shown; all errors when there is none. */
export const cell = signal<{ truth: number; predicted: number } | undefined>(undefined);
export const order = signal<Order>("surest");

/** Indices of the test images to show, in order. */
export const shown = computed<number[]>(() => {
  const { value } = result;
  if (!value) return [];
  const { labels, predictions, confidences } = value;
  const chosen = cell.value;
  const wanted = (i: number) =>
    chosen ? labels[i] === chosen.truth && predictions[i] === chosen.predicted : labels[i] !== predictions[i];
  const direction = order.value === "surest" ? -1 : 1;
  return Array.from(labels.keys())
    .filter(wanted)
    .sort((a, b) => direction * (confidences[a] - confidences[b]));
});

/** Evaluates the network in use, again whenever it is another one. */
export function follow(): () => void {
  return effect(() => {
    const now = engine.value;
    if (now.phase !== "ready" || now.provisional || now.name === tested) return;
    tested = now.name;
    void evaluate();
  });
}

let tested: string | undefined;

async function evaluate(): Promise<void> {
  result.value = undefined;
  failure.value = "";
  progress.value = 0;
  cell.value = undefined;
  try {
    result.value = await recognizer.test(
      proxy((share: number) => {
        progress.value = share;
      }),
    );
  } catch (error) {
    tested = undefined;
    failure.value = error instanceof Error ? error.message : String(error);
  }
}
