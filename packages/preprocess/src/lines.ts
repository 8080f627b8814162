/**
 * Ruled and squared paper: straight thin lines from one side of the picture to the other are taken out, strokes
 * that cross them stay.
 */

import { type Component, thicknessOf } from "./components.js";

/** A line that was removed: y = offset + slope x (or x = offset + slope y for a vertical one). */
export interface RemovedLine {
  direction: "horizontal" | "vertical";
  offset: number;
  slope: number;
  thickness: number;
  /** The median of its highest contrast at each place. */
  contrast: number;
}

/** The steepest line: about 15 degrees, as far as paper is held askew. */
const STEEPEST = 0.27;
/** A line's pixels must be found on this share of its way. */
const LEAST_COVERAGE = 0.65;
/** The same for a line that a digit may hide. */
const HIDDEN_COVERAGE = 0.3;
/** A line's part inside the picture is at least this share of the side. */
const SHORTEST = 0.3;
/** Ink is at least this many times as strong as the lines it crosses, where it is no thicker. */
const DARKER = 1.5;
/** Smaller pictures are tight crops whose longest strokes reach across. */
const LEAST_SIDE = 64;

/** Whether a component is what was left of a line: along it, as thin and as faint. */
export function isRemnant({ box, mass, area, outline }: Component, lines: RemovedLine[]): boolean {
  const thickness = thicknessOf(area, outline);
  return lines.some((line) => {
    const [along, across] =
      line.direction === "horizontal" ? [box.width, box.height] : [box.height, box.width];
    const straight = across <= 2 * line.thickness + 2 + STEEPEST * along && across < 0.5 * along;
    return straight && thickness <= 1.5 * line.thickness + 1 && mass / area <= 1.1 * line.contrast;
  });
}

/** A plane seen by rows or by columns, so that one routine finds lines both ways. */
interface View {
  contrast: Uint8Array;
  length: number;
  across: number;
  step: number;
  stepAcross: number;
}

/**
 * Sets the contrast of ruled lines to 0, in place, and tells which lines they were. Pixels of at least `low` count
 * as marked; `thickest` is the most pixels across that a line may have.
 */
export function removeLines(contrast: Uint8Array, width: number, height: number, low: number): RemovedLine[] {
  if (Math.min(width, height) < LEAST_SIDE) return [];
  const horizontal = { contrast, length: width, across: height, step: 1, stepAcross: width };
  const vertical = { contrast, length: height, across: width, step: width, stepAcross: 1 };
  return [
    ...erase(horizontal, low).map((line) => ({ direction: "horizontal" as const, ...line })),
    ...erase(vertical, low).map((line) => ({ direction: "vertical" as const, ...line })),
  ];
}

function erase(view: View, low: number): Omit<RemovedLine, "direction">[] {
  const thickest = Math.max(3, Math.round(0.025 * Math.max(view.length, view.across)));
  const runs = thinRuns(view, low, thickest);
  const found: Omit<RemovedLine, "direction">[] = [];
  for (const line of findLines(view, runs)) {
    // Where there are others, a line half hidden by the digit is believed too.
    if (line.coverage < LEAST_COVERAGE && found.length < 2) break;
    const erased = eraseLine(view, line, low, thickest);
    if (erased) found.push({ offset: line.offset, slope: line.slope, ...erased });
  }
  return found;
}

/** The centers of marked runs across the view of at most `thickest` pixels: `at` along, `center` across. */
function thinRuns({ contrast, length, across, step, stepAcross }: View, low: number, thickest: number) {
  const at: number[] = [];
  const center: number[] = [];
  for (let x = 0; x < length; x++) {
    let run = 0;
    for (let y = 0; y <= across; y++) {
      if (y < across && contrast[x * step + y * stepAcross] >= low) run++;
      else {
        if (run > 0 && run <= thickest) {
          at.push(x);
          center.push(y - (run + 1) / 2);
        }
        run = 0;
      }
    }
  }
  return { at, center };
}

/** A straight line, the part [start, end) of it inside the picture, and which share of that is marked. */
interface Line {
  offset: number;
  slope: number;
  start: number;
  end: number;
  coverage: number;
}

/** Straight lines through many run centers, best covered first, by the Hough transform over slope and offset. */
function findLines({ length, across }: View, runs: { at: number[]; center: number[] }): Line[] {
  const steps = Math.ceil((STEEPEST * length) / 2);
  const margin = Math.ceil(STEEPEST * length);
  const counts = new Uint16Array(across + 2 * margin);
  const candidates: Line[] = [];
  for (let s = -steps; s <= steps; s++) {
    const slope = (s / steps) * STEEPEST;
    counts.fill(0);
    for (let i = 0; i < runs.at.length; i++) {
      const offset = Math.round(runs.center[i] - slope * runs.at[i]) + margin;
      if (offset >= 1 && offset < counts.length - 1) counts[offset]++;
    }
    for (let k = 1; k < counts.length - 1; k++) {
      const count = counts[k - 1] + counts[k] + counts[k + 1];
      if (count < HIDDEN_COVERAGE * SHORTEST * length) continue;
      const offset = k - margin;
      const [start, end] = insidePart(offset, slope, length, across);
      const coverage = count / (end - start);
      if (end - start >= SHORTEST * length && coverage >= HIDDEN_COVERAGE) {
        candidates.push({ offset, slope, start, end, coverage });
      }
    }
  }
  candidates.sort((a, b) => b.coverage - a.coverage);
  const lines: Line[] = [];
  for (const line of candidates) if (!lines.some((other) => meet(line, other))) lines.push(line);
  return lines;
}

/** The x from where to where 0 <= offset + slope x < across. */
function insidePart(offset: number, slope: number, length: number, across: number): [number, number] {
  if (Math.abs(slope) < 1e-6) return offset >= 0 && offset < across ? [0, length] : [0, 0];
  const a = -offset / slope;
  const b = (across - offset) / slope;
  const start = Math.max(0, Math.ceil(Math.min(a, b)));
  const end = Math.min(length, Math.floor(Math.max(a, b)));
  return end > start ? [start, end] : [0, 0];
}

/** Whether two lines come within 6 pixels of each other inside the picture: ruled lines do not. */
function meet(a: Line, b: Line): boolean {
  const difference = (x: number) => a.offset - b.offset + (a.slope - b.slope) * x;
  const start = difference(Math.max(a.start, b.start));
  const end = difference(Math.min(a.end, b.end));
  return Math.min(Math.abs(start), Math.abs(end)) < 6 || start * end < 0;
}

/** Clears one line except where a thicker or darker stroke crosses it; gives what it was, if it was one. */
function eraseLine(
  { contrast, length, across, step, stepAcross }: View,
  line: Line,
  low: number,
  thickest: number,
): { thickness: number; contrast: number } | undefined {
  const starts = new Int32Array(length).fill(-1);
  const ends = new Int32Array(length);
  const thicknesses: number[] = [];
  const peaks: number[] = [];
  let first = line.end;
  let last = -1;
  for (let x = line.start; x < line.end; x++) {
    const run = runNear(x, Math.round(line.offset + line.slope * x));
    if (!run) continue;
    [starts[x], ends[x]] = run;
    first = Math.min(first, x);
    last = x;
    if (ends[x] - starts[x] > thickest) continue;
    thicknesses.push(ends[x] - starts[x]);
    peaks.push(peakOf(x));
  }
  const slack = 2 + 0.03 * length;
  const reaches = first <= line.start + slack && last >= line.end - 1 - slack;
  if (!reaches || thicknesses.length < 0.8 * line.coverage * (line.end - line.start)) return undefined;
  const thickness = thicknesses.sort((a, b) => a - b)[thicknesses.length >> 1];
  const median = peaks.sort((a, b) => a - b)[peaks.length >> 1];
  for (let x = line.start; x < line.end; x++) {
    if (starts[x] < 0 || ends[x] - starts[x] > 1.6 * thickness + 1 || peakOf(x) > DARKER * median) continue;
    // The anti-aliased edge beside the line goes too.
    const from = Math.max(0, starts[x] - 1);
    const to = Math.min(across, ends[x] + 1);
    for (let y = from; y < to; y++) contrast[x * step + y * stepAcross] = 0;
  }
  return { thickness, contrast: median };

  function peakOf(x: number): number {
    let peak = 0;
    for (let y = starts[x]; y < ends[x]; y++) peak = Math.max(peak, contrast[x * step + y * stepAcross]);
    return peak;
  }

  /** The marked run within 2 pixels of a place, as [start, end). */
  function runNear(x: number, center: number): [number, number] | undefined {
    const marked = (y: number) => y >= 0 && y < across && contrast[x * step + y * stepAcross] >= low;
    for (const y of [center, center - 1, center + 1, center - 2, center + 2]) {
      if (!marked(y)) continue;
      let start = y;
      let end = y + 1;
      while (marked(start - 1)) start--;
      while (marked(end)) end++;
      return [start, end];
    }
    return undefined;
  }
}
