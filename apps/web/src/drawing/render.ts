import { OUTLINE_SIDE, outlineOf } from "./outline.js";
import type { Drawing, Stroke } from "./stroke.js";

/** As with outlines, a stroke's path is made once. */
const known = new WeakMap<Stroke, Path2D>();

/** Draws strokes into the square of `side` pixels at the origin; the eraser takes ink away. */
export function renderDrawing(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  side: number,
  color: string,
): void {
  context.save();
  context.scale(side / OUTLINE_SIDE, side / OUTLINE_SIDE);
  context.fillStyle = color;
  for (const stroke of drawing) {
    context.globalCompositeOperation = stroke.tool === "eraser" ? "destination-out" : "source-over";
    context.fill(pathOf(stroke));
  }
  context.restore();
}

function pathOf(stroke: Stroke): Path2D {
  const found = known.get(stroke) ?? tracePath(stroke);
  known.set(stroke, found);
  return found;
}

function tracePath(stroke: Stroke): Path2D {
  const polygon = outlineOf(stroke);
  const path = new Path2D();
  for (let i = 0; i < polygon.length; i += 2) path.lineTo(polygon[i], polygon[i + 1]);
  path.closePath();
  return path;
}
