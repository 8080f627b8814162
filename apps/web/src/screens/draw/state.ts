import { computed, effect, signal } from "@preact/signals";
import { createDrawing } from "../../drawing/drawing.js";
import { toPng } from "../../drawing/png.js";
import { createRasterizer } from "../../drawing/raster.js";
import type { Drawing } from "../../drawing/stroke.js";
import { type OpenedPicture, openPicture } from "../../picture/decode.js";
import type { Reading } from "../../recognition/reading.js";
import { createReader, type EngineState, engine } from "../../recognition/recognizer.js";

/** What is drawn; shared by the screens, so that "Look inside" shows the drawing made here. */
export const drawing = createDrawing();
/** A picture that was opened; it lies over the drawing. */
export const picture = signal<OpenedPicture | undefined>(undefined);
/** Why a picture could not be opened. */
export const pictureError = signal<string | undefined>(undefined);
/** What was read last; undefined while the pad is empty. */
export const reading = signal<Reading | undefined>(undefined);
/** Which of several digits the details are shown of. */
export const selected = signal(0);
/** Time from the change of the drawing to its answer, in milliseconds. */
export const latency = signal<number | undefined>(undefined);

/** The digit the details are about. */
export const digit = computed(() => {
  const { value } = reading;
  if (value?.kind !== "digits") return undefined;
  return value.digits[Math.min(selected.value, value.digits.length - 1)];
});

const rasterize = createRasterizer();
let changedAt = 0;
let shown: { opened?: OpenedPicture; strokes: Drawing; engine: EngineState } | undefined;
const read = createReader((result) => {
  const empty = !picture.peek() && drawing.isEmpty.peek();
  reading.value = empty ? undefined : result;
  latency.value = performance.now() - changedAt;
});

effect(() => {
  const opened = picture.value;
  const strokes = drawing.strokes.value;
  const now = { opened, strokes, engine: engine.value };
  if (isSame(now, shown)) return;
  // What was read before has nothing to do with another picture.
  if (now.opened !== shown?.opened) reading.value = undefined;
  shown = now;
  changedAt = performance.now();
  if (!opened && strokes.length === 0) {
    reading.value = undefined;
    selected.value = 0;
    return;
  }
  read(() => (opened ? { ...opened.pixels, data: opened.pixels.data.slice() } : rasterize(strokes)));
});

/** Lifting the pen makes a new list of the same strokes: nothing to read again. */
function isSame(a: typeof shown, b: typeof shown): boolean {
  return (
    a?.opened === b?.opened &&
    a?.engine === b?.engine &&
    a?.strokes.length === b?.strokes.length &&
    (a?.strokes.every((stroke, i) => stroke === b?.strokes[i]) ?? false)
  );
}

/** Decodes and shows a picture; what goes wrong is told in `pictureError`. */
export async function showPicture(file: Blob, name: string): Promise<void> {
  try {
    pictureError.value = undefined;
    picture.value = await openPicture(file, name);
    selected.value = 0;
  } catch (error) {
    pictureError.value = error instanceof Error ? error.message : String(error);
  }
}

/** The drawing as it is read, pixel by pixel: `mnist predict` says the same about this file as the page. */
export function drawingFile(): Promise<Blob> {
  return toPng(rasterize(drawing.strokes.peek()));
}

export function closePicture(): void {
  picture.value = undefined;
  pictureError.value = undefined;
}
