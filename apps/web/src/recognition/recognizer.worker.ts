/** Reads pictures off the page's thread. */
import type { ModelArtifacts } from "@mnist/model";
import { type Classifier, loadClassifier } from "@mnist/model/classifier";
import type { Picture } from "@mnist/preprocess";
import { expose } from "comlink";
import { readPicture } from "./read-picture.js";
import type { Reading } from "./reading.js";
import type { TestResult } from "./test-set.js";

let classifier: Promise<Classifier> | undefined;

const api = {
  /** Reads with this network from now on, the shipped one when there is none; resolves when it is ready. */
  async use(artifacts: ModelArtifacts | undefined): Promise<void> {
    const before = classifier;
    // One image at a time: more threads would cost more than they bring.
    const next = loadClassifier(artifacts ?? "default", { threads: 1 });
    if (before) await next;
    classifier = next;
    await next;
    await (await before)?.close();
  },
  /** Evaluates the network on the test images; threads are of no use beside the one that reads drawings. */
  async test(onProgress: (share: number) => void): Promise<TestResult> {
    const { testClassifier } = await import("./test-set.js");
    return testClassifier(await ready(), onProgress);
  },
  async read(picture: Picture): Promise<Reading> {
    const network = await ready();
    return readPicture(picture, (images) => network.predict(images));
  },
};

export type RecognizerWorker = typeof api;
expose(api);

async function ready(): Promise<Classifier> {
  const network = await classifier;
  if (!network) throw new Error("no network has been loaded");
  return network;
}
