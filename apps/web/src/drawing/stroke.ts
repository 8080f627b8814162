/** A place the pen was; the pad is the unit square, y points down. */
export interface Point {
  x: number;
  y: number;
  /** 0 to 1; 0.5 where the device does not measure it. */
  pressure: number;
}

/** One line of the pen or the eraser, from touching down to lifting up. */
export interface Stroke {
  tool: Tool;
  /** Width of the line as a share of the pad's side. */
  width: number;
  /** Whether `pressure` was measured (a stylus) or is to be guessed from the speed. */
  measured: boolean;
  points: readonly Point[];
}

export type Tool = "pen" | "eraser";

/** Strokes in the order they were made. */
export type Drawing = readonly Stroke[];

/** The stroke with one more point, unless the pen did not move. */
export function extendStroke(stroke: Stroke, points: readonly Point[]): Stroke {
  const moved = points.filter((point, i) => {
    const before = i === 0 ? stroke.points.at(-1) : points[i - 1];
    return !before || Math.hypot(point.x - before.x, point.y - before.y) > 1e-4;
  });
  return moved.length === 0 ? stroke : { ...stroke, points: [...stroke.points, ...moved] };
}
