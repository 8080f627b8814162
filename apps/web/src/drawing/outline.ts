import { getStroke } from "perfect-freehand";
import type { Stroke } from "./stroke.js";

/**
 * Side of the square that outlines are measured in: that of the picture drawings are read from, six times MNIST's.
 * Larger pictures take longer to read; smaller ones lose digits of a sixth of the pad.
 */
export const OUTLINE_SIDE = 168;

/** A closed polygon: x and y of one corner after the other, in a square of {@link OUTLINE_SIDE}. */
export type Polygon = Float64Array;

/** Straight pieces in each curve of the outline. */
const PIECES = 3;

/** A stroke never changes (a longer one is another stroke), so its outline is found once. */
const known = new WeakMap<Stroke, Polygon>();

/** The edge of a stroke: thinner where the pen was fast or light, round at its ends. */
export function outlineOf(stroke: Stroke): Polygon {
  const found = known.get(stroke) ?? smooth(edgeOf(stroke));
  known.set(stroke, found);
  return found;
}

function edgeOf({ tool, width, measured, points }: Stroke): number[][] {
  return getStroke(
    points.map(({ x, y, pressure }) => [x * OUTLINE_SIDE, y * OUTLINE_SIDE, pressure]),
    {
      size: width * OUTLINE_SIDE,
      thinning: tool === "eraser" ? 0 : 0.3,
      smoothing: 0.6,
      streamline: 0.35,
      simulatePressure: !measured,
      // The ink reaches the pen's tip at once; else it would lag behind and never get there.
      last: true,
    },
  );
}

/** Quadratic curves through the middles of the edges, each as some straight pieces. */
function smooth(corners: number[][]): Polygon {
  const polygon = new Float64Array(corners.length * PIECES * 2);
  for (let i = 0, at = 0; i < corners.length; i++) {
    const [x, y] = corners[i];
    const [beforeX, beforeY] = corners[(i + corners.length - 1) % corners.length];
    const [afterX, afterY] = corners[(i + 1) % corners.length];
    for (let piece = 0; piece < PIECES; piece++) {
      const t = piece / PIECES;
      const [start, middle, end] = [(1 - t) ** 2 / 2, (1 + 2 * t - 2 * t * t) / 2, t ** 2 / 2];
      polygon[at++] = start * beforeX + middle * x + end * afterX;
      polygon[at++] = start * beforeY + middle * y + end * afterY;
    }
  }
  return polygon;
}
