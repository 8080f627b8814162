import type { Polygon } from "./outline.js";

/** Horizontal lines in each row of pixels along which the polygon is measured. */
const LINES = 4;

/** Where an outline crosses a line, and whether it goes down (1) or up (-1) there. */
interface Crossing {
  x: number;
  turn: 1 | -1;
}

/**
 * Tells for each row of pixels how far a polygon covers them, with smooth edges. What it winds around counts as
 * inside, however often it crosses itself (the nonzero rule of SVG and canvas).
 *
 * @param visit called with a row and the share of each of its pixels that is covered, 0 to 1, from `left` to before
 *   `right`; the array is used again for the next row
 */
export function coverageOf(
  polygon: Polygon,
  side: number,
  visit: (row: number, coverage: Float32Array, left: number, right: number) => void,
): void {
  const lines = crossingsOf(polygon, side);
  const coverage = new Float32Array(side);
  for (let row = 0; row < side; row++) {
    let left = side;
    let right = 0;
    for (let line = row * LINES; line < (row + 1) * LINES; line++) {
      for (const [from, to] of spansOf(lines[line], side)) {
        if (left > right) coverage.fill(0);
        addSpan(coverage, from, to);
        left = Math.min(left, Math.floor(from));
        right = Math.max(right, Math.ceil(to));
      }
    }
    if (left < right) visit(row, coverage, left, right);
  }
}

/** The crossings of every line with the polygon's edges. */
function crossingsOf(polygon: Polygon, side: number): (Crossing[] | undefined)[] {
  const lines: (Crossing[] | undefined)[] = new Array(side * LINES);
  const corners = polygon.length / 2;
  for (let i = 0; i < corners; i++) {
    const next = (i + 1) % corners;
    const downwards = polygon[2 * i + 1] <= polygon[2 * next + 1];
    const [upper, lower] = downwards ? [i, next] : [next, i];
    const [x, y] = [polygon[2 * upper], polygon[2 * upper + 1]];
    const slope = (polygon[2 * lower] - x) / (polygon[2 * lower + 1] - y);
    const first = Math.max(0, Math.ceil(y * LINES - 0.5));
    const end = Math.min(side * LINES, Math.ceil(polygon[2 * lower + 1] * LINES - 0.5));
    for (let line = first; line < end; line++) {
      lines[line] ??= [];
      lines[line]?.push({ x: x + slope * ((line + 0.5) / LINES - y), turn: downwards ? 1 : -1 });
    }
  }
  return lines;
}

/** The parts of a line inside the polygon, cut off at the sides. */
function* spansOf(crossings: Crossing[] = [], side: number): Generator<[from: number, to: number]> {
  crossings.sort((a, b) => a.x - b.x);
  let winding = 0;
  for (let i = 0; i + 1 < crossings.length; i++) {
    winding += crossings[i].turn;
    const from = Math.max(0, crossings[i].x);
    const to = Math.min(side, crossings[i + 1].x);
    if (winding !== 0 && from < to) yield [from, to];
  }
}

/** Adds one line's share of what the span covers of each pixel. */
function addSpan(coverage: Float32Array, from: number, to: number): void {
  for (let x = Math.floor(from); x < to; x++) {
    coverage[x] += (Math.min(to, x + 1) - Math.max(from, x)) / LINES;
  }
}
