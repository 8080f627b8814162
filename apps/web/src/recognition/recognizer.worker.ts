/** Reads pictures off the page's thread. */
import type { ModelArtifacts } from "@mnist/model";
import { type Classifier, loadClassifier } from "@mnist/model/classifier";
import type { Picture } from "@mnist/preprocess";
import { expose } from "comlink";
import { readPicture } from "./read-picture.js";
import type { Reading } from "./reading.js";

let classifier: Promise<Classifier> | undefined;

const api = {
  /** Reads with this network from now on, the shipped one when there is none; resolves when it is ready. */
  async use(artifacts: ModelArtifacts | undefined): Promise<void> {
    const before = classifier;
    // One image at a time: more threads would cost more than they bring.
    classifier = loadClassifier(artifacts ?? "default", { threads: 1 });
    await classifier;
    await (await before)?.close();
  },
  async read(picture: Picture): Promise<Reading> {
    const ready = await classifier;
    if (!ready) throw new Error("no network has been loaded");
    return readPicture(picture, (images) => ready.predict(images));
  },
};

export type RecognizerWorker = typeof api;
expose(api);
