import { batch, computed, signal } from "@preact/signals";
import { begin, commit, redo, undo } from "./history.js";
import type { Drawing, Point, Stroke, Tool } from "./stroke.js";
import { extendStroke } from "./stroke.js";

/** Pen widths as shares of the pad; the middle one gives strokes about as wide as MNIST's. */
export const penWidths = { thin: 0.04, medium: 0.065, thick: 0.1 } as const;
export type PenWidth = keyof typeof penWidths;

/** What is drawn, how to take it back, and the stroke that is being made. One for each pad. */
export function createDrawing() {
  const history = signal(begin<Drawing>([]));
  const current = signal<Stroke | undefined>(undefined);
  const tool = signal<Tool>("pen");
  const width = signal<PenWidth>("medium");

  const finish = () => {
    if (!current.value) return;
    const strokes = [...history.value.present, current.value];
    // At once: nobody may see the drawing without the stroke.
    batch(() => {
      current.value = undefined;
      history.value = commit(history.value, strokes);
    });
  };

  /** Takes away all but the stroke that is being made; can be undone. */
  const clearFinished = () => {
    if (history.value.present.length > 0) history.value = commit(history.value, []);
  };

  return {
    tool,
    width,
    /** All strokes, with the one that is being made. */
    strokes: computed<Drawing>(() =>
      current.value ? [...history.value.present, current.value] : history.value.present,
    ),
    isDrawing: computed(() => current.value !== undefined),
    canUndo: computed(() => current.value !== undefined || history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    isEmpty: computed(() => history.value.present.length === 0 && !current.value),

    start(point: Point, measured: boolean) {
      // One pen at a time: the keyboard's may still be down when a pointer begins.
      finish();
      const factor = tool.value === "eraser" ? 1.6 : 1;
      current.value = {
        tool: tool.value,
        width: penWidths[width.value] * factor,
        measured,
        points: [point],
      };
    },
    extend(points: readonly Point[]) {
      if (current.value) current.value = extendStroke(current.value, points);
    },
    finish,
    /** Forgets the stroke that is being made. */
    cancel() {
      current.value = undefined;
    },
    /** Takes back the stroke that is being made, else the last step. */
    undo() {
      if (current.value) current.value = undefined;
      else history.value = undo(history.value);
    },
    redo() {
      history.value = redo(history.value);
    },
    /** Can be undone. */
    clear() {
      batch(() => {
        current.value = undefined;
        clearFinished();
      });
    },
    clearFinished,
  };
}

export type DrawingModel = ReturnType<typeof createDrawing>;
