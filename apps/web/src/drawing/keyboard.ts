import { signal } from "@preact/signals";
import type { DrawingModel } from "./drawing.js";

const directions: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A pen moved by the arrow keys, so that drawing needs no pointer. */
export function penByKeyboard(drawing: DrawingModel) {
  const cursor = signal<{ x: number; y: number } | undefined>(undefined);
  const point = ({ x, y }: { x: number; y: number }) => ({ x, y, pressure: 0.5 });

  const downOrUp = (at: { x: number; y: number }) => {
    cursor.value = { ...at };
    if (drawing.isDrawing.value) drawing.finish();
    else drawing.start(point(at), true);
  };

  return {
    cursor,
    keyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const direction = directions[event.key];
      const at = cursor.value ?? { x: 0.5, y: 0.25 };
      if (direction) {
        const step = event.shiftKey ? 0.01 : 0.035;
        const next = {
          x: Math.min(0.97, Math.max(0.03, at.x + direction[0] * step)),
          y: Math.min(0.97, Math.max(0.03, at.y + direction[1] * step)),
        };
        cursor.value = next;
        drawing.extend([point(next)]);
      } else if (event.key === " ") {
        // A key that is held down repeats: the pen would go up and down.
        if (!event.repeat) downOrUp(at);
      } else if (event.key === "Escape") {
        drawing.finish();
        cursor.value = undefined;
      } else return;
      event.preventDefault();
    },
    leave() {
      if (!cursor.value) return;
      drawing.finish();
      cursor.value = undefined;
    },
    renderCursor(context: CanvasRenderingContext2D, side: number, color: string) {
      if (!cursor.value) return;
      context.beginPath();
      context.arc(cursor.value.x * side, cursor.value.y * side, side / 40, 0, 2 * Math.PI);
      context.lineWidth = side / 150;
      context.strokeStyle = color;
      context.stroke();
    },
  };
}
