import type { ModelArtifacts, Samples } from "@mnist/model";
import type { PretrainedName } from "@mnist/model/classifier";
import type { Picture } from "@mnist/preprocess";
import { signal } from "@preact/signals";
import { transfer, wrap } from "comlink";
import { counted } from "../ui/format.js";
import { createLatest } from "./latest.js";
import type { Reading } from "./reading.js";
import type { RecognizerWorker } from "./recognizer.worker.js";
import { uniqueName } from "./unique-name.js";

/** Whether a network can read yet, and which one it is. */
export type EngineState =
  | { phase: "loading" }
  /** `provisional`: the small network that answers while the one to be used is still on its way. */
  | { phase: "ready"; name: string; provisional?: boolean }
  | { phase: "failed"; message: string };

export const engine = signal<EngineState>({ phase: "loading" });

/** Threads for training: all of the machine's, where the page may have them. */
export const trainingThreads = hasSharedMemory() ? Math.min(8, navigator.hardwareConcurrency || 1) : 1;

/** The name of the network that ships with the page. */
export const PRETRAINED = "pre-trained";

/** Every network that can be compared with: those that ship with the page, and those opened or trained in it. */
export const knownNetworks = signal<ReadonlyMap<string, ModelArtifacts | PretrainedName>>(
  new Map([
    [PRETRAINED, "default"],
    [`${PRETRAINED}, tiny`, "tiny"],
    [`${PRETRAINED}, best`, "best"],
  ]),
);

/** The name of the network that reads, or will when it has arrived. */
export function networkName(): string {
  return engine.value.phase === "ready" ? engine.value.name : PRETRAINED;
}

/** The smallest network, see vite/first-network.ts. */
declare const __FIRST_NETWORK__: PretrainedName;

const worker = new Worker(new URL("./recognizer.worker.ts", import.meta.url), {
  type: "module",
  name: "recognizer",
});
worker.addEventListener("error", (event) => fail(event.message || "the recognizer's worker did not start"));

/** The recognizer's functions, each answering from its worker. */
export const recognizer = wrap<RecognizerWorker>(worker);

const started = start();
started.catch((error: unknown) => fail(messageOf(error)));

/** The smallest network comes first, so that the first answer need not wait for the better one. */
async function start(): Promise<void> {
  await recognizer.use(__FIRST_NETWORK__);
  engine.value = { phase: "ready", name: PRETRAINED, provisional: true };
  recognizer.use("default").then(
    (isUsed) => settle(isUsed, PRETRAINED),
    (error: unknown) => {
      console.info("The larger network could not be loaded:", error);
      settle(true, `${PRETRAINED}, ${__FIRST_NETWORK__}`);
    },
  );
}

/** The network that answers is no longer a provisional one, unless another has been chosen since. */
function settle(isUsed: boolean, name: string): void {
  if (isUsed && engine.value.phase === "ready" && engine.value.provisional) {
    engine.value = { phase: "ready", name };
  }
}

/**
 * Lets another network read from now on.
 *
 * @returns the name it is known by: with a number when another network has been given the same
 * @throws {Error} when it cannot be run here; then the one before goes on reading
 */
export async function useModel(model: ModelArtifacts | "default", name: string): Promise<string> {
  const isUsed = await recognizer.use(model);
  const unique = uniqueName(model, name, knownNetworks.value);
  knownNetworks.value = new Map(knownNetworks.value).set(unique, model);
  if (isUsed) engine.value = { phase: "ready", name: unique };
  return unique;
}

/**
 * Trains the network that reads a little more on a person's own drawings, and lets the result read.
 *
 * @throws {Error} when the training data cannot be had
 */
export async function useTuned(own: Samples): Promise<void> {
  const before = networkName().replace(/, tuned.*/, "");
  const tuned = await recognizer.fineTune(own, trainingThreads);
  await useModel(tuned, `${before}, tuned to ${counted(own.labels.length, "drawing")}`);
}

/** What to read, and how. */
interface Question {
  /** Makes the picture; its pixels are handed over to the worker and are gone afterwards. */
  picture: () => Picture;
  /** Whether an answer at once is worth more than one that knows touching digits apart. */
  inHurry: boolean;
}

/** Reads the newest picture it was given, see {@link createLatest}; pictures that are skipped are not even made. */
export function createReader(onReading: (reading: Reading) => void): (question: Question) => void {
  return createLatest(
    async ({ picture, inHurry }: Question) => {
      await started;
      const pixels = picture();
      onReading(await recognizer.read(transfer(pixels, [pixels.data.buffer as ArrayBuffer]), inHurry));
    },
    (error) => fail(messageOf(error)),
  );
}

function fail(message: string): void {
  engine.value = { phase: "failed", message };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** WebKitGTK has none, not even in an isolated page. */
function hasSharedMemory(): boolean {
  return crossOriginIsolated && typeof SharedArrayBuffer !== "undefined";
}
