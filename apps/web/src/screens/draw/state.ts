import { batch, computed, effect, signal } from "@preact/signals";
import { createDrawing } from "../../drawing/drawing.js";
import { toPng } from "../../drawing/png.js";
import { createRasterizer } from "../../drawing/raster.js";
import type { Drawing } from "../../drawing/stroke.js";
import type { OpenedPicture } from "../../picture/decode.js";
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
/** The same once it has stood for a moment: for pictures that would slow down a moving pen. */
export const settled = signal<Reading | undefined>(undefined);
/** Which of several digits the details are shown of. */
export const selected = signal(0);
/** Time from the change of the drawing to its answer, in milliseconds. */
export const latency = signal<number | undefined>(undefined);

/** The digit the details are about. */
export const digit = computed(() => selectedIn(reading.value));
export const settledDigit = computed(() => selectedIn(settled.value));

const SETTLED_AFTER_MS = 80;
effect(() => {
  const { value } = reading;
  const timer = setTimeout(() => {
    settled.value = value;
  }, SETTLED_AFTER_MS);
  return () => clearTimeout(timer);
});

/** What an answer is about. */
interface Shown {
  opened?: OpenedPicture;
  strokes: Drawing;
  engine: EngineState;
}

const rasterize = createRasterizer();
let changedAt = 0;
let shown: Shown | undefined;
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
  ask(now, drawing.isDrawing.peek());
});

// What was read in a hurry is read again once the pen is up.
effect(() => {
  const { value } = reading;
  if (shown && value?.kind === "digits" && value.hasty && !drawing.isDrawing.value) ask(shown, false);
});

function ask({ opened, strokes }: Shown, inHurry: boolean): void {
  const picture = () =>
    opened ? { ...opened.pixels, data: opened.pixels.data.slice() } : rasterize(strokes);
  read({ picture, inHurry });
}

function selectedIn(read: Reading | undefined) {
  return read?.kind === "digits" ? read.digits[Math.min(selected.value, read.digits.length - 1)] : undefined;
}

/** Lifting the pen makes a new list of the same strokes: nothing to read again. */
function isSame(a: Shown, b: Shown | undefined): boolean {
  return (
    b !== undefined &&
    a.opened === b.opened &&
    a.engine === b.engine &&
    a.strokes.length === b.strokes.length &&
    a.strokes.every((stroke, i) => stroke === b.strokes[i])
  );
}

let turns = 0;

/**
 * Shows a picture as soon as it is there, unless the person has gone on to something else by then; what goes wrong is
 * told in `pictureError`.
 */
export async function showPicture(opening: OpenedPicture | Promise<OpenedPicture>): Promise<void> {
  const turn = ++turns;
  pictureError.value = undefined;
  try {
    const opened = await opening;
    if (turn !== turns) return;
    picture.value = opened;
    selected.value = 0;
    // Who draws on it begins anew, where there is nothing to erase.
    drawing.tool.value = "pen";
  } catch (error) {
    if (turn === turns) pictureError.value = error instanceof Error ? error.message : String(error);
  }
}

/** The drawing as it is read, pixel by pixel: `mnist predict` says the same about this file as the page. */
export function drawingFile(): Promise<Blob> {
  return toPng(rasterize(drawing.strokes.peek()));
}

/** Takes away the picture, or that which is on its way. */
export function closePicture(): void {
  turns++;
  picture.value = undefined;
  pictureError.value = undefined;
}

// Under a picture, nobody would see what is drawn. Nor does anybody think of what was drawn there before.
effect(() => {
  if (!drawing.isDrawing.value) return;
  batch(() => {
    if (picture.peek()) drawing.clearFinished();
    closePicture();
  });
});
