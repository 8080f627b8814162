import { effect, signal } from "@preact/signals";
import type { Explanation, ExplanationMethod } from "../../inside/explain.js";
import type { LayerFacts } from "../../inside/layer-stack.js";
import type { Part } from "../../inside/receptive-field.js";
import { inspected } from "../../inspection.js";
import { createLatest } from "../../recognition/latest.js";
import { engine, recognizer } from "../../recognition/recognizer.js";
import type { Inside } from "../../recognition/recognizer.worker.js";
import { digit } from "../draw/state.js";

/** What is looked at: its image, the network's layers and what each gives. */
export interface View extends Inside {
  image: Uint8Array;
  layers: LayerFacts[];
}

export const view = signal<View | undefined>(undefined);
export const failure = signal("");

export const method = signal<ExplanationMethod>("covering");
/** Of the view's image, or, for a moment, of the one before. */
export const explanation = signal<Explanation | undefined>(undefined);
/** The part of the image that the unit sees which is pointed at. */
export const pointed = signal<Part | undefined>(undefined);

const fail = (error: unknown) => {
  failure.value = error instanceof Error ? error.message : String(error);
};

const look = createLatest(async (image: Uint8Array) => {
  const [layers, inside] = await Promise.all([recognizer.layers(), recognizer.lookInside(image)]);
  view.value = { ...inside, layers, image };
  failure.value = "";
}, fail);

const explain = createLatest(async (now: { image: Uint8Array; method: ExplanationMethod }) => {
  explanation.value = await recognizer.explain(now.image, now.method);
}, fail);

/** Looks at the drawing, or at the image that was chosen, again whenever it or the network changes. */
export function follow(): () => void {
  return effect(() => {
    const image = inspected.value?.image ?? digit.value?.image;
    if (engine.value.phase !== "ready") return;
    if (image) {
      look(image);
      explain({ image, method: method.value });
    } else {
      view.value = undefined;
      explanation.value = undefined;
    }
  });
}
