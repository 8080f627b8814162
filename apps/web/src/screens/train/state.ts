import { type PresetName, presets } from "@mnist/model";
import { batch, computed, effect, signal } from "@preact/signals";
import { proxy, wrap } from "comlink";
import { createDrawing } from "../../drawing/drawing.js";
import { createRasterizer } from "../../drawing/raster.js";
import {
  createReader,
  engine,
  networkName,
  recognizer,
  trainingThreads,
  useModel,
} from "../../recognition/recognizer.js";
import type { Look, Outcome, TrainingEvent, TrainingSettings } from "../../training/events.js";
import type { TrainerWorker } from "../../training/trainer.worker.js";
import { architecture, summary } from "./assembly.js";

export type Phase = "idle" | "loading" | "training" | "paused" | "stopping" | "done" | "failed";

export const settings = signal<TrainingSettings>(settingsOf("fast"));
/** The network to train: that of a preset, one assembled here, or the one that reads. The recipe is a preset's. */
export type Source = "preset" | "own" | "in use";
export const source = signal<Source>("preset");
export const phase = signal<Phase>("idle");
export const failure = signal("");
/** The share of the data that has arrived. */
export const dataShare = signal(0);
/** The newest look at the network in training. */
export const look = signal<Look | undefined>(undefined);
/** Every look of this training, for the curves. */
export const looks = signal<readonly Look[]>([]);
export const outcome = signal<Outcome | undefined>(undefined);
/** By what name the trained network was put to use. */
const usedName = signal<string | undefined>(undefined);
/** Whether the trained network is the one that reads on the other screens. */
export const inUse = computed(() => engine.value.phase === "ready" && engine.value.name === usedName.value);

/** An own network's layers must fit together; the network in use must have arrived. */
export const canStart = computed(() => {
  if (source.value === "own") return !summary.value.error;
  return source.value === "preset" || (engine.value.phase === "ready" && !engine.value.provisional);
});

export const isActive = computed(() => ["loading", "training", "paused", "stopping"].includes(phase.value));

// A training is gone with its tab.
effect(() => {
  if (!["training", "paused", "stopping"].includes(phase.value)) return;
  const ask = (event: Event) => event.preventDefault();
  addEventListener("beforeunload", ask);
  return () => removeEventListener("beforeunload", ask);
});

/** Whether there is a training to be watched, or its result. */
export const hasStarted = computed(() => isActive.value || outcome.value !== undefined);

/** Training images per second of training time: over the last second or so, in the end over all. */
export const imagesPerSecond = computed(() => {
  const recent = outcome.value ? looks.value : looks.value.slice(-5);
  if (recent.length < 2) return undefined;
  const [first, last] = [recent[0], recent[recent.length - 1]];
  return (last.images - first.images) / (last.trainingSeconds - first.trainingSeconds);
});

/** The confusion matrix to show: of all test images once the training has ended. */
export const testScores = computed(() => outcome.value?.test ?? look.value?.test);

/** The pad of this screen, and what the network in training makes of it. */
export const drawing = createDrawing();
export const drawingProbabilities = signal<readonly number[] | undefined>(undefined);

/** Of the network that was trained last. */
let name = "";

const worker = wrap<TrainerWorker>(
  new Worker(new URL("../../training/trainer.worker.ts", import.meta.url), {
    type: "module",
    name: "trainer",
  }),
);

/** What to train, and by which preset's recipe. */
export function choose(from: Source, preset: PresetName): void {
  const { learningRate, ...others } = settingsOf(preset);
  // What has been learned before is lost in large steps.
  const rate = from === "in use" ? learningRate / 10 : learningRate;
  batch(() => {
    settings.value = { ...others, learningRate: rate, seed: settings.value.seed };
    source.value = from;
  });
}

function settingsOf(preset: PresetName): TrainingSettings {
  const { epochs, batchSize, learningRate } = presets[preset].recipe;
  return { preset, epochs, batchSize, learningRate, seed: 1 };
}

export async function start(): Promise<void> {
  batch(() => {
    phase.value = "loading";
    failure.value = "";
    dataShare.value = 0;
    look.value = undefined;
    looks.value = [];
    outcome.value = undefined;
    usedName.value = undefined;
  });
  try {
    const chosen = await chosenNetwork();
    name = chosen.name;
    const result = await begin({ ...settings.value, ...chosen.network });
    batch(() => {
      outcome.value = result;
      phase.value = result ? "done" : "idle";
    });
  } catch (error) {
    batch(() => {
      failure.value = error instanceof Error ? error.message : String(error);
      phase.value = "failed";
    });
  }
}

/** @returns undefined when the person has stopped it before there was anything to keep */
async function begin(wanted: TrainingSettings): Promise<Outcome | undefined> {
  // While the network to train was asked for, the worker knew of nothing to stop.
  if (phase.value === "stopping") return undefined;
  return worker.start(wanted, trainingThreads, proxy(take));
}

async function chosenNetwork(): Promise<{ name: string; network?: Partial<TrainingSettings> }> {
  if (source.value === "own") {
    return { name: "your own network", network: { architecture: architecture.value } };
  }
  if (source.value === "in use") {
    return {
      name: networkName().replace(/^trained here: /, ""),
      network: { model: await recognizer.model() },
    };
  }
  return { name: settings.value.preset };
}

export function pause(): void {
  phase.value = "paused";
  void worker.want("pause");
}

export function resume(): void {
  phase.value = "training";
  void worker.want("run");
}

export function stop(): void {
  phase.value = "stopping";
  void worker.want("stop");
}

/** The trained network as a zip of stock tfjs-layers files. */
export async function modelFile(): Promise<Blob> {
  return new Blob([await worker.modelZip()], { type: "application/zip" });
}

/** The trained network as ONNX. */
export async function onnxFile(): Promise<Blob> {
  return new Blob([await worker.onnx()], { type: "application/octet-stream" });
}

/** How the trained network does on the test images, as HTML. */
export async function reportFile(): Promise<Blob> {
  return new Blob([await worker.report(name)], { type: "text/html" });
}

/** Lets the trained network read on the other screens. */
export async function useTrained(): Promise<void> {
  usedName.value = await useModel(await worker.model(), `trained here: ${name}`);
}

function take(event: TrainingEvent): void {
  switch (event.kind) {
    case "data":
      dataShare.value = event.share;
      break;
    case "drawing":
      if (!drawing.isEmpty.value) drawingProbabilities.value = event.probabilities;
      break;
    case "look":
      batch(() => {
        if (phase.value === "loading") phase.value = "training";
        look.value = event;
        looks.value = [...looks.value, event];
      });
  }
}

const rasterize = createRasterizer();
const read = createReader((reading) => {
  void worker.draw(
    reading.kind === "digits" && !drawing.isEmpty.peek() ? reading.digits[0].image : undefined,
  );
});

effect(() => {
  const strokes = drawing.strokes.value;
  if (strokes.length > 0) read({ picture: () => rasterize(strokes), inHurry: true });
  else {
    drawingProbabilities.value = undefined;
    void worker.draw(undefined);
  }
});
