/** Reads pictures off the page's thread, and answers questions about the network that reads. */
import type { ModelArtifacts, Samples } from "@mnist/model";
import {
  type Classifier,
  loadClassifier,
  loadPretrained,
  type Prediction,
  type PretrainedName,
} from "@mnist/model/classifier";
import type { Picture } from "@mnist/preprocess";
import { expose, transfer } from "comlink";
import type { Explanation, ExplanationMethod } from "../inside/explain.js";
import type { LayerFacts, LayerStack } from "../inside/layer-stack.js";
import type { Comparison } from "./comparison.js";
import { readPicture } from "./read-picture.js";
import type { Reading } from "./reading.js";
import type { TestResult } from "./test-set.js";

interface Network {
  artifacts: ModelArtifacts;
  classifier: Classifier;
  layers?: Promise<LayerStack>;
}

let network: Network | undefined;
let turns = 0;

const api = {
  /**
   * Reads with this network from now on; resolves when it is ready. When it cannot be opened, the one before goes on
   * reading; when another has been chosen meanwhile, that one does.
   */
  async use(chosen: ModelArtifacts | PretrainedName): Promise<void> {
    const turn = ++turns;
    const artifacts = typeof chosen === "string" ? await loadPretrained(chosen) : chosen;
    // One image at a time: more threads would cost more than they bring.
    const classifier = await loadClassifier(artifacts, { threads: 1 });
    if (turn !== turns) return classifier.close();
    const before = network;
    network = { artifacts, classifier };
    await before?.classifier.close();
    await (await before?.layers)?.close();
  },
  /** See {@link readPicture}. */
  async read(picture: Picture, inHurry: boolean): Promise<Reading> {
    const { classifier } = ready();
    const reading = await readPicture(picture, (images) => classifier.predict(images), inHurry);
    const planes = reading.kind === "digits" ? reading.steps.map(({ image }) => image.data.buffer) : [];
    return transfer(reading, planes as ArrayBuffer[]);
  },
  /** The digit in each of `[N, 28, 28]` images. */
  async classify(images: Uint8Array): Promise<number[]> {
    return (await ready().classifier.predict(images)).map(({ digit }) => digit);
  },
  /** The network in use. */
  model(): ModelArtifacts {
    return ready().artifacts;
  },
  /** Trains the network in use a little more, and reads with the result from then on. */
  async fineTune(own: Samples, threads: number): Promise<void> {
    const { fineTune } = await import("../training/fine-tune.js");
    await api.use(await fineTune(ready().artifacts, own, threads));
  },
  /** Evaluates the network on the test images. */
  async test(onProgress: (share: number) => void): Promise<TestResult> {
    const { testClassifier } = await import("./test-set.js");
    return testClassifier(ready().classifier, onProgress);
  },
  /** Evaluates another network and sets it beside what the one in use said about the test images. */
  async compare(
    first: Pick<TestResult, "labels" | "predictions">,
    other: ModelArtifacts | PretrainedName,
    onProgress: (share: number) => void,
  ): Promise<Comparison> {
    const [{ testClassifier }, { compareResults }] = await Promise.all([
      import("./test-set.js"),
      import("./comparison.js"),
    ]);
    const classifier = await loadClassifier(other, { threads: 1 });
    try {
      return compareResults(first, await testClassifier(classifier, onProgress));
    } finally {
      await classifier.close();
    }
  },
  /** What the network's layers are. */
  async layers(): Promise<LayerFacts[]> {
    return (await stack()).facts;
  },
  /** The output of each layer for one image. */
  async lookInside(image: Uint8Array): Promise<Inside> {
    const [prediction] = await ready().classifier.predict(image);
    return { prediction, outputs: await (await stack()).run(image) };
  },
  /** How much each part of an image matters for the answer. */
  async explain(image: Uint8Array, method: ExplanationMethod): Promise<Explanation> {
    const { explain } = await import("../inside/explain.js");
    return explain(ready().classifier, image, method);
  },
};

/** A network at work on one image. */
export interface Inside {
  prediction: Prediction;
  /** In the order of the layers. */
  outputs: Float32Array[];
}

export type RecognizerWorker = typeof api;
expose(api);

function ready(): Network {
  if (!network) throw new Error("no network has been loaded");
  return network;
}

async function stack(): Promise<LayerStack> {
  const { LayerStack } = await import("../inside/layer-stack.js");
  const current = ready();
  current.layers ??= LayerStack.open(current.artifacts);
  return current.layers;
}
