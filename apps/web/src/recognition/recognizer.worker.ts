/** Reads pictures with the shipped network, off the page's thread. */
import { type Classifier, loadClassifier } from "@mnist/model/classifier";
import type { Picture } from "@mnist/preprocess";
import { expose } from "comlink";
import { readPicture } from "./read-picture.js";
import type { Reading } from "./reading.js";

let classifier: Promise<Classifier> | undefined;

/** One image at a time: threads would cost more than they bring. */
function load(): Promise<Classifier> {
  classifier ??= loadClassifier("default", { threads: 1 });
  return classifier;
}

const api = {
  /** Resolves when the network is ready to answer. */
  async load(): Promise<{ model: string; simd: string }> {
    const { metadata } = await load();
    return { model: String(metadata.preset ?? "default"), simd: "wasm" };
  },
  async read(picture: Picture): Promise<Reading> {
    const { predict } = await load().then((ready) => ({
      predict: (images: Uint8Array) => ready.predict(images),
    }));
    return readPicture(picture, predict);
  },
};

export type RecognizerWorker = typeof api;
expose(api);
