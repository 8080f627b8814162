import { effect, signal } from "@preact/signals";
import type { LayerFacts } from "../../inside/layer-stack.js";
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

const look = createLatest(
  async (image: Uint8Array) => {
    const [layers, inside] = await Promise.all([recognizer.layers(), recognizer.lookInside(image)]);
    view.value = { ...inside, layers, image };
    failure.value = "";
  },
  (error) => {
    failure.value = error instanceof Error ? error.message : String(error);
  },
);

/** Looks at the drawing, or at the image that was chosen, again whenever it or the network changes. */
export function follow(): () => void {
  return effect(() => {
    const image = inspected.value?.image ?? digit.value?.image;
    if (engine.value.phase !== "ready") return;
    if (image) look(image);
    else view.value = undefined;
  });
}
