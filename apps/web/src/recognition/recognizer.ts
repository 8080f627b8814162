import type { ModelArtifacts } from "@mnist/model";
import type { Picture } from "@mnist/preprocess";
import { signal } from "@preact/signals";
import { wrap } from "comlink";
import { createLatest } from "./latest.js";
import type { Reading } from "./reading.js";
import type { RecognizerWorker } from "./recognizer.worker.js";

/** Whether the network can read yet, and which one it is. */
export type EngineState =
  | { phase: "loading" }
  | { phase: "ready"; name: string }
  | { phase: "failed"; message: string };

export const engine = signal<EngineState>({ phase: "loading" });

const worker = new Worker(new URL("./recognizer.worker.ts", import.meta.url), {
  type: "module",
  name: "recognizer",
});
/** The recognizer's functions, each answering from its worker. */
export const recognizer = wrap<RecognizerWorker>(worker);

worker.addEventListener("error", (event) => fail(event.message || "the recognizer's worker did not start"));
/** The name of the network that ships with the page. */
export const PRETRAINED = "pre-trained";

const started = useModel(undefined, PRETRAINED);
started.catch((error: unknown) => fail(messageOf(error)));

/**
 * Lets another network read from now on; the shipped one when there is none.
 *
 * @throws {Error} when it cannot be run here; then the one before goes on reading
 */
export async function useModel(artifacts: ModelArtifacts | undefined, name: string): Promise<void> {
  await recognizer.use(artifacts);
  engine.value = { phase: "ready", name };
}

function fail(message: string): void {
  engine.value = { phase: "failed", message };
}

/** Reads the newest picture it was given, see {@link createLatest}; pictures that are skipped are not even made. */
export function createReader(onReading: (reading: Reading) => void): (picture: () => Picture) => void {
  return createLatest(
    async (picture: () => Picture) => {
      await started;
      onReading(await recognizer.read(picture()));
    },
    (error) => fail(messageOf(error)),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
