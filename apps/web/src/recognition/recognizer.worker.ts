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
  /** Later networks have greater ones. */
  turn: number;
  /** How many questions it is answering. */
  questions: number;
}

let network: Network | undefined;
let turns = 0;

const api = {
  /**
   * Reads with this network from now on; resolves when it is ready. When it cannot be opened, the one before goes on
   * reading.
   *
   * @returns whether it reads now: not when one that was chosen later came sooner
   * @throws {Error} also when it is for other images or other classes than the ten digits
   */
  async use(chosen: ModelArtifacts | PretrainedName): Promise<boolean> {
    const turn = ++turns;
    const artifacts = typeof chosen === "string" ? await loadPretrained(chosen) : chosen;
    // One image at a time: more threads would cost more than they bring.
    const classifier = await loadClassifier(artifacts, { threads: 1 });
    const misfit = misfitOf(classifier);
    const before = network;
    if (misfit || turn < (before?.turn ?? 0)) {
      await classifier.close();
      if (misfit) throw new Error(misfit);
      return false;
    }
    network = { artifacts, classifier, turn, questions: 0 };
    if (before) await closeUnlessNeeded(before);
    return true;
  },
  /** See {@link readPicture}. */
  async read(picture: Picture, inHurry: boolean): Promise<Reading> {
    const reading = await ask(({ classifier }) =>
      readPicture(picture, (images) => classifier.predict(images), inHurry),
    );
    const planes = reading.kind === "digits" ? reading.steps.map(({ image }) => image.data.buffer) : [];
    return transfer(reading, planes as ArrayBuffer[]);
  },
  /** The digit in each of `[N, 28, 28]` images. */
  async classify(images: Uint8Array): Promise<number[]> {
    return (await ask(({ classifier }) => classifier.predict(images))).map(({ digit }) => digit);
  },
  /** The network in use. */
  model(): ModelArtifacts {
    return ready().artifacts;
  },
  /** The network in use, trained a little more. */
  async fineTune(own: Samples, threads: number): Promise<ModelArtifacts> {
    const { fineTune } = await import("../training/fine-tune.js");
    return fineTune(ready().artifacts, own, threads);
  },
  /** Evaluates the network on the test images. */
  async test(onProgress: (share: number) => void): Promise<TestResult> {
    const { testClassifier } = await import("./test-set.js");
    return ask(({ classifier }) => testClassifier(classifier, onProgress));
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
  /** What the network's layers are, and the output of each for one image. */
  async lookInside(image: Uint8Array): Promise<Inside> {
    return ask(async (current) => {
      const [prediction] = await current.classifier.predict(image);
      const stack = await stackOf(current);
      return { prediction, layers: stack.facts, outputs: await stack.run(image) };
    });
  },
  /** How much each part of an image matters for the answer. */
  async explain(image: Uint8Array, method: ExplanationMethod): Promise<Explanation> {
    const { explain } = await import("../inside/explain.js");
    return ask(({ classifier }) => explain(classifier, image, method));
  },
};

/** A network at work on one image. */
export interface Inside {
  prediction: Prediction;
  layers: LayerFacts[];
  /** In the order of the layers. */
  outputs: Float32Array[];
}

export type RecognizerWorker = typeof api;
expose(api);

function ready(): Network {
  if (!network) throw new Error("no network has been loaded");
  return network;
}

/** Asks the network in use; it stays open until it has answered, though another one may be in use by then. */
async function ask<T>(question: (network: Network) => Promise<T>): Promise<T> {
  const asked = ready();
  asked.questions++;
  try {
    return await question(asked);
  } finally {
    asked.questions--;
    await closeUnlessNeeded(asked);
  }
}

async function closeUnlessNeeded(candidate: Network): Promise<void> {
  if (candidate === network || candidate.questions > 0) return;
  await candidate.classifier.close();
  await (await candidate.layers)?.close();
}

async function stackOf(current: Network): Promise<LayerStack> {
  const { LayerStack } = await import("../inside/layer-stack.js");
  current.layers ??= LayerStack.open(current.artifacts);
  return current.layers;
}

/** Why a network is none for this page; undefined when it is one. */
function misfitOf({ inputShape, outputShape: [classes] }: Classifier): string | undefined {
  const pixels = inputShape.reduce((product, length) => product * length, 1);
  if (pixels === 28 * 28 && classes === 10) return undefined;
  return `it tells ${classes} classes apart in images of ${inputShape.join(" × ")}; this page needs the ten digits in 28 × 28 × 1`;
}
