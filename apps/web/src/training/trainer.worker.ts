/** Trains a network in the page; between steps it looks at test images and at the person's drawing. */
import { evaluateClassifier } from "@mnist/metrics";
import {
  createArtifacts,
  type EpochResult,
  encodeModel,
  type ModelArtifacts,
  presets,
  type Samples,
  train,
} from "@mnist/model";
import { type Classifier, loadClassifier } from "@mnist/model/classifier";
import { expose, transfer } from "comlink";
import { zipSync } from "fflate";
import { loadSplit } from "../data/mnist-data.js";
import type { Outcome, TrainingEvent, TrainingSettings } from "./events.js";
import { Observer } from "./observer.js";

type Report = (event: TrainingEvent) => void;

/** A network that was trained here, what reads with it, and how it does on the test images. */
interface Trained {
  artifacts: ModelArtifacts;
  classifier: Classifier;
  history: readonly EpochResult[];
  /** `[N, 10]` */
  probabilities: Float32Array;
  test: Samples;
}

/** While the data of a training is on the way. */
let loading: AbortController | undefined;
let observer: Observer | undefined;
let trained: Trained | undefined;
let drawing: Uint8Array | undefined;
let report: Report = () => {};

const api = {
  /**
   * Trains to the end, or until `stop` is wanted; either way the network is kept.
   *
   * @param listener called with everything there is to show
   * @returns undefined when `stop` was wanted before there was a network to keep
   */
  async start(settings: TrainingSettings, threads: number, listener: Report): Promise<Outcome | undefined> {
    const begun = performance.now();
    report = listener;
    const loaded = await loadData();
    if (!loaded) return undefined;
    const [data, test] = loaded;
    observer = new Observer(test, listener);
    observer.draw(drawing);
    try {
      const { artifacts, history } = await learn(settings, data, threads, observer);
      await trained?.classifier.close();
      const classifier = await loadClassifier(artifacts, { threads });
      const probabilities = await classifier.probabilities(test.images);
      trained = { artifacts, classifier, history, probabilities, test };
      const { labels } = test;
      const { loss, accuracy, samples, confusionMatrix } = evaluateClassifier({ probabilities, labels });
      return {
        stopped: observer.signal.aborted,
        test: { loss, accuracy, samples, confusion: confusionMatrix },
        seconds: (performance.now() - begun) / 1000,
      };
    } finally {
      observer = undefined;
    }
  },
  /** Runs, pauses or stops the training that is under way. */
  want(wanted: "run" | "pause" | "stop"): void {
    observer?.want(wanted);
    if (wanted === "stop") loading?.abort();
  },
  /** The 28 x 28 image to ask the network about, now and at each look; undefined for none. */
  async draw(image: Uint8Array | undefined): Promise<void> {
    drawing = image;
    if (observer) observer.draw(image);
    else if (image && trained) {
      const [{ probabilities }] = await trained.classifier.predict(image);
      report({ kind: "drawing", probabilities });
    }
  },
  /** The network as it was when training ended. */
  model(): ModelArtifacts {
    return requireTrained().artifacts;
  },
  /** The network as an ONNX file. */
  async onnx(): Promise<Uint8Array<ArrayBuffer>> {
    const { toOnnx } = await import("@mnist/model/onnx");
    const file = toOnnx(requireTrained().artifacts);
    return transfer(file, [file.buffer]);
  },
  /** A zip with `model.json` and `weights.bin`, as tfjs-layers writes them. */
  async modelZip(): Promise<Uint8Array<ArrayBuffer>> {
    const { files } = await encodeModel(requireTrained().artifacts);
    const zip = zipSync({ ...files }, { level: 0 }) as Uint8Array<ArrayBuffer>;
    return transfer(zip, [zip.buffer]);
  },
  /** How the network does on the test images, as one HTML file. */
  async report(name: string): Promise<string> {
    const { renderReport } = await import("@mnist/metrics");
    const { artifacts, history, probabilities, test } = requireTrained();
    const { preset, seed } = artifacts.userDefinedMetadata as { preset: string; seed: number };
    return renderReport({
      title: "MNIST report",
      probabilities,
      labels: test.labels,
      images: test.images,
      model: { name, preset, seed },
      dataset: { name: "MNIST", split: "test", samples: test.labels.length },
      history,
    });
  },
};

export type TrainerWorker = typeof api;
expose(api);

function requireTrained(): Trained {
  if (!trained) throw new Error("no network has been trained yet");
  return trained;
}

/** A network trained as chosen; when the person stopped it, as it was then. */
async function learn(
  { preset: name, architecture, model, ...choices }: TrainingSettings,
  data: Samples,
  threads: number,
  watching: Observer,
): Promise<Pick<Trained, "artifacts" | "history">> {
  const preset = architecture ? { ...presets[name], name: "own", architecture } : presets[name];
  const initial = model ?? (await createArtifacts(preset.architecture, { seed: choices.seed }));
  try {
    const { artifacts, history } = await train({
      data,
      preset,
      model: initial,
      ...choices,
      threads,
      signal: watching.signal,
      onProgress: (event) => watching.progress(event),
      interlude: watching.look,
    });
    return { artifacts, history };
  } catch (error) {
    if (!watching.stoppedWeights) throw error;
    const { seed, ...recipe } = choices;
    const facts = { preset: preset.name, recipe, seed, stopped: true };
    const { calibration } = initial.userDefinedMetadata ?? {};
    const userDefinedMetadata = calibration ? { calibration, ...facts } : facts;
    return {
      artifacts: { ...initial, weightData: watching.stoppedWeights, userDefinedMetadata },
      history: [],
    };
  }
}

/** The training and the test images; undefined when `stop` was wanted before they were there. */
async function loadData(): Promise<[Samples, Samples] | undefined> {
  let shares = { train: 0, test: 0 };
  const onProgress = (split: "train" | "test") => (share: number) => {
    shares = { ...shares, [split]: share };
    report({ kind: "data", share: (6 * shares.train + shares.test) / 7 });
  };
  loading = new AbortController();
  const { signal } = loading;
  try {
    return await Promise.all([
      loadSplit("train", onProgress("train"), signal),
      loadSplit("test", onProgress("test"), signal),
    ]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    loading = undefined;
  }
}
