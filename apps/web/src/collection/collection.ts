import { computed, effect, signal } from "@preact/signals";
import { engine, recognizer, useTuned } from "../recognition/recognizer.js";
import { counted } from "../ui/format.js";
import { type LabeledDrawing, notYetIn, parseCsv, toCsv } from "./csv.js";

const STORAGE_KEY = "drawings";

/** The person's own labeled drawings: a small test set, kept in this browser only. */
export const drawings = signal<readonly LabeledDrawing[]>(stored());
/** What the network in use makes of each. */
export const predictions = signal<readonly number[]>([]);
export const right = computed(
  () => drawings.value.filter(({ label }, i) => predictions.value[i] === label).length,
);
export const message = signal("");
export const isTuning = signal(false);

effect(() => {
  try {
    localStorage.setItem(STORAGE_KEY, toCsv(drawings.value));
  } catch {
    message.value = "This browser keeps no more drawings: export them before you leave.";
  }
});

// What another tab keeps, or this one would write over it.
addEventListener("storage", ({ key }) => {
  if (key === STORAGE_KEY) drawings.value = stored();
});

effect(() => {
  const all = drawings.value;
  if (engine.value.phase !== "ready" || all.length === 0) return;
  void recognizer.classify(joined(all)).then((digits) => {
    if (drawings.peek() === all) predictions.value = digits;
  });
});

export function keep(image: Uint8Array, label: number): void {
  drawings.value = [...drawings.value, { image: image.slice(), label }];
  message.value = `Kept as a ${label}.`;
}

export function remove(drawing: LabeledDrawing): void {
  drawings.value = drawings.value.filter((other) => other !== drawing);
}

export function exportFile(): Blob {
  return new Blob([toCsv(drawings.value)], { type: "text/csv" });
}

/** Adds the drawings of a file that are not kept already; what is wrong with it is told in `message`. */
export async function importFile(file: File): Promise<void> {
  try {
    const read = parseCsv(await file.text());
    const added = notYetIn(drawings.value, read);
    drawings.value = [...drawings.value, ...added];
    message.value = `Added ${counted(added.length, "drawing")}${leftOut(read.length - added.length)}.`;
  } catch (error) {
    message.value = `${file.name}: ${error instanceof Error ? error.message : error}`;
  }
}

/** Trains the network in use a little more, on these drawings among some of MNIST's, and lets the result read. */
export async function fineTune(): Promise<void> {
  isTuning.value = true;
  message.value = "Learning from your drawings …";
  try {
    const all = drawings.value;
    await useTuned({ images: joined(all), labels: Uint8Array.from(all, ({ label }) => label) });
    message.value = "The network has learned from your drawings.";
  } catch (error) {
    message.value = error instanceof Error ? error.message : String(error);
  } finally {
    isTuning.value = false;
  }
}

function leftOut(count: number): string {
  if (count === 0) return "";
  return `, left out ${count} that ${count === 1 ? "is" : "are"} kept already`;
}

function joined(all: readonly LabeledDrawing[]): Uint8Array {
  const images = new Uint8Array(all.length * 784);
  for (const [i, { image }] of all.entries()) images.set(image, i * 784);
  return images;
}

function stored(): LabeledDrawing[] {
  try {
    return parseCsv(localStorage.getItem(STORAGE_KEY) ?? "");
  } catch {
    return [];
  }
}
