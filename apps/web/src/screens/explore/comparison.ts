import { batch, computed, effect, signal } from "@preact/signals";
import { proxy } from "comlink";
import type { Comparison } from "../../recognition/comparison.js";
import { knownNetworks, networkName, recognizer } from "../../recognition/recognizer.js";
import { comparedOutcomes, result, selection } from "./state.js";

const chosen = signal("");
/** The name of the network to compare with; none when it is empty, and when it is that of the one in use. */
export const otherName = computed(() => (chosen.value === networkName() ? "" : chosen.value));
export const comparison = signal<Comparison | undefined>(undefined);
export const comparing = signal<{ progress: number } | undefined>(undefined);
export const comparisonFailure = signal("");

export function compareWith(name: string): void {
  chosen.value = name;
}

let turns = 0;

/** Compares the network in use with the one that was chosen, again whenever either is another one. */
export function followComparison(): () => void {
  return effect(() => {
    const first = result.value;
    const other = knownNetworks.value.get(otherName.value);
    show(undefined);
    comparing.value = undefined;
    comparisonFailure.value = "";
    const turn = ++turns;
    if (!first || !other) return;
    comparing.value = { progress: 0 };
    const onProgress = (progress: number) => {
      if (turn === turns) comparing.value = { progress };
    };
    const { labels, predictions } = first;
    recognizer
      .compare({ labels, predictions }, other, proxy(onProgress))
      .then((compared) => {
        if (turn !== turns) return;
        comparing.value = undefined;
        show(compared);
      })
      .catch((error: unknown) => {
        if (turn !== turns) return;
        comparing.value = undefined;
        comparisonFailure.value = error instanceof Error ? error.message : String(error);
      });
  });
}

function show(compared: Comparison | undefined): void {
  batch(() => {
    comparison.value = compared;
    comparedOutcomes.value = compared?.outcomes;
    if (!compared && selection.peek().kind === "outcome") selection.value = { kind: "mistakes" };
  });
}

/** Shows the images with one outcome, or all mistakes again. */
export function toggleOutcome(outcome: number): void {
  const now = selection.value;
  const same = now.kind === "outcome" && now.outcome === outcome;
  selection.value = same ? { kind: "mistakes" } : { kind: "outcome", outcome };
}
