/**
 * Ruled and squared paper: straight thin lines from one side of the picture to the other are taken out, strokes
 * that cross them stay.
 */

/** A line that was removed: y = offset + slope x (or x = offset + slope y for a vertical one). */
export interface RemovedLine {
  direction: "horizontal" | "vertical";
  offset: number;
  slope: number;
  thickness: number;
}

/** The steepest line: about 15 degrees, as much as a picture is held askew. */
const STEEPEST = 0.27;
/** A line's pixels must be found on this share of its way. */
const LEAST_COVERAGE = 0.75;
/** Smaller pictures are tight crops whose longest strokes reach across. */
const LEAST_SIDE = 64;

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
  if (runs.at.length < LEAST_COVERAGE * view.length) return [];
  const found = [];
  for (const line of findLines(view, runs)) {
    const thickness = eraseLine(view, line, low, thickest);
    if (thickness > 0) found.push({ ...line, thickness });
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

/** Straight lines through many run centers, by the Hough transform over slope and offset. */
function findLines({ length, across }: View, runs: { at: number[]; center: number[] }) {
  const lines: { offset: number; slope: number }[] = [];
  const steps = Math.ceil((STEEPEST * length) / 2);
  const margin = Math.ceil(STEEPEST * length);
  const counts = new Uint16Array(across + 2 * margin);
  const candidates: { offset: number; slope: number; count: number }[] = [];
  const needed = LEAST_COVERAGE * length;
  for (let s = -steps; s <= steps; s++) {
    const slope = (s / steps) * STEEPEST;
    counts.fill(0);
    for (let i = 0; i < runs.at.length; i++) {
      const offset = Math.round(runs.center[i] - slope * runs.at[i]) + margin;
      if (offset >= 1 && offset < counts.length - 1) counts[offset]++;
    }
    for (let k = 1; k < counts.length - 1; k++) {
      const count = counts[k - 1] + counts[k] + counts[k + 1];
      if (count >= needed) candidates.push({ offset: k - margin, slope, count });
    }
  }
  candidates.sort((a, b) => b.count - a.count);
  for (const { offset, slope } of candidates) {
    const middle = offset + (slope * length) / 2;
    const known = lines.some((line) => Math.abs(line.offset + (line.slope * length) / 2 - middle) < 6);
    if (!known) lines.push({ offset, slope });
  }
  return lines;
}

/** Clears one line except where a thicker or darker stroke crosses it; gives its thickness, 0 if it is none. */
function eraseLine(
  { contrast, length, across, step, stepAcross }: View,
  line: { offset: number; slope: number },
  low: number,
  thickest: number,
): number {
  const starts = new Int32Array(length).fill(-1);
  const ends = new Int32Array(length);
  const thicknesses: number[] = [];
  const peaks: number[] = [];
  let first = length;
  let last = -1;
  for (let x = 0; x < length; x++) {
    const run = runNear(x, Math.round(line.offset + line.slope * x));
    if (!run) continue;
    [starts[x], ends[x]] = run;
    if (ends[x] - starts[x] > thickest) continue;
    thicknesses.push(ends[x] - starts[x]);
    peaks.push(peakOf(x));
    first = Math.min(first, x);
    last = x;
  }
  const reaches = first <= 0.03 * length && last >= 0.97 * length - 1;
  if (!reaches || thicknesses.length < 0.6 * length) return 0;
  const thickness = thicknesses.sort((a, b) => a - b)[thicknesses.length >> 1];
  const peak = peaks.sort((a, b) => a - b)[peaks.length >> 1];
  for (let x = 0; x < length; x++) {
    if (starts[x] < 0 || ends[x] - starts[x] > 1.6 * thickness + 1 || peakOf(x) > 1.5 * peak) continue;
    // The anti-aliased edge beside the line goes too.
    const from = Math.max(0, starts[x] - 1);
    const to = Math.min(across, ends[x] + 1);
    for (let y = from; y < to; y++) contrast[x * step + y * stepAcross] = 0;
  }
  return thickness;

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
