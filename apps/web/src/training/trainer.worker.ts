/** Trains a network in the page; between steps it looks at test images and at the person's drawing. */
import { evaluateClassifier } from "@mnist/metrics";
import {
  createArtifacts,
  createExecutor,
  type Executor,
  encodeModel,
  evaluate,
  type ModelArtifacts,
  presets,
  train,
} from "@mnist/model";
import { expose, transfer } from "comlink";
import { zipSync } from "fflate";
import { loadSplit } from "../data/mnist-data.js";
import type { Outcome, TrainingEvent, TrainingSettings } from "./events.js";
import { Observer } from "./observer.js";

type Report = (event: TrainingEvent) => void;

/** While training: who watches it. Afterwards: the network that came out, and what runs it. */
let observer: Observer | undefined;
let trained: { artifacts: ModelArtifacts; executor: Executor } | undefined;
let drawing: Uint8Array | undefined;
let report: Report = () => {};

const api = {
  /**
   * Trains to the end, or until `stop` is wanted; either way the network is kept.
   *
   * @param listener called with everything there is to show
   */
  async start(settings: TrainingSettings, threads: number, listener: Report): Promise<Outcome> {
    const begun = performance.now();
    report = listener;
    const { preset: name, architecture, ...choices } = settings;
    const preset = architecture ? { ...presets[name], name: "own", architecture } : presets[name];
    const [data, test] = await loadData();
    const initial = await createArtifacts(preset.architecture, { seed: settings.seed });
    const watching = new Observer(test, listener);
    watching.draw(drawing);
    observer = watching;
    try {
      const artifacts = await train({
        data,
        preset,
        model: initial,
        ...choices,
        threads,
        signal: watching.signal,
        onProgress: (event) => watching.progress(event),
        interlude: watching.look,
      })
        .then((result) => result.artifacts)
        .catch((error: unknown) =>
          stoppedModel(error, watching, initial, { preset: preset.name, recipe: choices }),
        );
      await trained?.executor.close();
      trained = { artifacts, executor: await createExecutor(artifacts, { threads }) };
      const { probabilities } = await evaluate(trained.executor, test);
      const { loss, accuracy, samples, confusionMatrix } = evaluateClassifier({
        probabilities,
        labels: test.labels,
      });
      return {
        stopped: watching.signal.aborted,
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
  },
  /** The 28 x 28 image to ask the network about, now and at each look; undefined for none. */
  async draw(image: Uint8Array | undefined): Promise<void> {
    drawing = image;
    if (observer) observer.draw(image);
    else if (image && trained) {
      const probabilities = await trained.executor.predict(image);
      report({ kind: "drawing", probabilities: Array.from(probabilities) });
    }
  },
  /** The network as it was when training ended. */
  model(): ModelArtifacts {
    return requireTrained();
  },
  /** The network as an ONNX file. */
  async onnx(): Promise<Uint8Array<ArrayBuffer>> {
    const { toOnnx } = await import("@mnist/model/onnx");
    const file = toOnnx(requireTrained());
    return transfer(file, [file.buffer]);
  },
  /** A zip with `model.json` and `weights.bin`, as tfjs-layers writes them. */
  async modelZip(): Promise<Uint8Array<ArrayBuffer>> {
    const { files } = await encodeModel(requireTrained());
    const zip = zipSync({ ...files }, { level: 0 }) as Uint8Array<ArrayBuffer>;
    return transfer(zip, [zip.buffer]);
  },
};

export type TrainerWorker = typeof api;
expose(api);

function requireTrained(): ModelArtifacts {
  if (!trained) throw new Error("no network has been trained yet");
  return trained.artifacts;
}

/** The network as it was when the person stopped it; any other error goes on. */
function stoppedModel(
  error: unknown,
  { stoppedWeights }: Observer,
  initial: ModelArtifacts,
  metadata: Record<string, unknown>,
): ModelArtifacts {
  if (!stoppedWeights) throw error;
  return {
    ...initial,
    weightData: stoppedWeights,
    userDefinedMetadata: { ...metadata, stopped: true },
  };
}

function loadData() {
  let shares = { train: 0, test: 0 };
  const onProgress = (split: "train" | "test") => (share: number) => {
    shares = { ...shares, [split]: share };
    report({ kind: "data", share: (6 * shares.train + shares.test) / 7 });
  };
  return Promise.all([loadSplit("train", onProgress("train")), loadSplit("test", onProgress("test"))]);
}
