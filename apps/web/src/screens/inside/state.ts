import { computed, effect, signal } from "@preact/signals";
import type { Explanation, ExplanationMethod } from "../../inside/explain.js";
import type { Part } from "../../inside/receptive-field.js";
import { inspected } from "../../inspection.js";
import { createLatest } from "../../recognition/latest.js";
import { engine, recognizer } from "../../recognition/recognizer.js";
import type { Inside } from "../../recognition/recognizer.worker.js";
import { digit } from "../draw/state.js";

/** What is looked at: its image, the network's layers and what each gives. */
export interface View extends Inside {
  question: Question;
}

/** Asked anew whenever the image, the network or the method changes. */
interface Question {
  image: Uint8Array;
  method: ExplanationMethod;
}

export const view = signal<View | undefined>(undefined);
export const failure = signal("");

export const method = signal<ExplanationMethod>("covering");
/** The view's, or, for a moment, that of the question before. */
export const explanation = signal<(Explanation & { question: Question }) | undefined>(undefined);
/** Whether the explanation is that of another question than the view. */
export const isBehind = computed(() => explanation.value?.question !== view.value?.question);
/** The part of the image that the unit sees which is pointed at. */
export const pointed = signal<Part | undefined>(undefined);

const fail = (error: unknown) => {
  failure.value = error instanceof Error ? error.message : String(error);
};

const look = createLatest(
  async (question: Question) => {
    view.value = { ...(await recognizer.lookInside(question.image)), question };
    failure.value = "";
  },
  (error) => {
    // What is there is of another network, perhaps.
    view.value = undefined;
    fail(error);
  },
);

const explain = createLatest(async (question: Question) => {
  explanation.value = { ...(await recognizer.explain(question.image, question.method)), question };
}, fail);

/** Looks at the drawing, or at the image that was chosen, again whenever it or the network changes. */
export function follow(): () => void {
  return effect(() => {
    const image = inspected.value?.image ?? digit.value?.image;
    if (engine.value.phase !== "ready") return;
    if (image) {
      const question = { image, method: method.value };
      look(question);
      explain(question);
    } else {
      view.value = undefined;
      explanation.value = undefined;
    }
  });
}
