import { getStroke } from "perfect-freehand";
import type { Drawing, Stroke } from "./stroke.js";

type Canvas2d = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws strokes into the square of `side` pixels at the origin; the eraser takes ink away. */
export function renderDrawing(context: Canvas2d, drawing: Drawing, side: number, color: string): void {
  context.save();
  context.fillStyle = color;
  for (const stroke of drawing) {
    context.globalCompositeOperation = stroke.tool === "eraser" ? "destination-out" : "source-over";
    context.fill(outline(stroke, side));
  }
  context.restore();
}

/** The edge of a stroke: thinner where the pen was fast or light, round at its ends. */
function outline(stroke: Stroke, side: number): Path2D {
  const points = getStroke(
    stroke.points.map(({ x, y, pressure }) => [x * side, y * side, pressure]),
    {
      size: stroke.width * side,
      thinning: stroke.tool === "eraser" ? 0 : 0.3,
      smoothing: 0.6,
      streamline: 0.35,
      simulatePressure: !stroke.measured,
    },
  );
  const path = new Path2D();
  if (points.length === 0) return path;
  // Quadratic curves through the middles of the edges: smooth where the outline is a polygon.
  const middle = (i: number) => {
    const [ax, ay] = points[i % points.length];
    const [bx, by] = points[(i + 1) % points.length];
    return [(ax + bx) / 2, (ay + by) / 2] as const;
  };
  path.moveTo(...middle(0));
  for (let i = 1; i <= points.length; i++) {
    const [x, y] = points[i % points.length];
    path.quadraticCurveTo(x, y, ...middle(i));
  }
  path.closePath();
  return path;
}
