/** The width of strokes: measured, and brought towards what MNIST's writers and scanner left. */
import { thicknessOf } from "./components.js";
import { areaAverage } from "./resample.js";

/** A plane of ink, 0..255, just as large as the digit. */
export interface InkPlane {
  data: Float32Array;
  width: number;
  height: number;
}

/** Stroke widths, as a share of the digit's longer side, between which nearly all of MNIST's own lie. */
export const STROKE_LIMITS = { thin: 0.062, thick: 0.236 };

/** Strokes are worked on in a plane whose longer side is at most this. */
const WORKING_SIDE = 96;

/** The mean stroke width in pixels of the ink above a threshold. */
export function strokeWidth({ data, width, height }: InkPlane, threshold = 127.5): number {
  let area = 0;
  let edges = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i] < threshold) continue;
      area++;
      if (x === 0 || data[i - 1] < threshold) edges++;
      if (x === width - 1 || data[i + 1] < threshold) edges++;
      if (y === 0 || data[i - width] < threshold) edges++;
      if (y === height - 1 || data[i + width] < threshold) edges++;
    }
  }
  return edges === 0 ? 0 : thicknessOf(area, edges);
}

/** What {@link normalizeStroke} measured and did; shares of the digit's longer side. */
export interface StrokeDecision {
  before: number;
  after: number;
}

/** The width that strokes of a width are given: the nearest that MNIST knows, so that a little more changes little. */
export function wantedWidth(width: number): number {
  return Math.min(STROKE_LIMITS.thick, Math.max(STROKE_LIMITS.thin, width));
}

/**
 * Thickens strokes that MNIST's 20x20 box would all but lose and thins those that would fill it; leaves what lies
 * within MNIST's own range untouched.
 */
export function normalizeStroke(ink: InkPlane): { ink: InkPlane; decision: StrokeDecision } {
  const before = strokeWidth(ink) / Math.max(ink.width, ink.height);
  const after = wantedWidth(before);
  if (after === before) return { ink, decision: { before, after } };
  const scaled = toWorkingSize(ink);
  const longer = Math.max(scaled.width, scaled.height);
  const radius = ((after - before) * longer) / 2;
  return { ink: moveOutline(scaled, radius), decision: { before, after } };
}

/** Resampled to the working size, full ink being 255 again where averaging made thin strokes faint. */
function toWorkingSize(ink: InkPlane): InkPlane {
  const scale = WORKING_SIDE / Math.max(ink.width, ink.height);
  const width = Math.max(1, Math.round(ink.width * scale));
  const height = Math.max(1, Math.round(ink.height * scale));
  const box = { x: 0, y: 0, width: ink.width, height: ink.height };
  const data = areaAverage(ink.data, ink.width, box, width, height);
  if (scale >= 1) return { data, width, height };
  const values = data.filter((value) => value > 16).sort();
  const full = values[Math.floor(values.length * 0.7)] ?? 255;
  const gain = 255 / Math.max(full, 32);
  return { data: data.map((value) => Math.min(255, value * gain)), width, height };
}

/** Moves the ink's outline outwards by `radius` pixels (inwards below 0), its edge anti-aliased. */
function moveOutline(ink: InkPlane, radius: number): InkPlane {
  const margin = Math.max(0, Math.ceil(radius) + 1);
  const width = ink.width + 2 * margin;
  const height = ink.height + 2 * margin;
  const inside = new Uint8Array(width * height);
  for (let y = 0; y < ink.height; y++) {
    for (let x = 0; x < ink.width; x++) {
      if (ink.data[y * ink.width + x] >= 127.5) inside[(y + margin) * width + x + margin] = 1;
    }
  }
  const toInk = squaredDistance(inside, width, height, 1);
  const toPaper = squaredDistance(inside, width, height, 0);
  const data = new Float32Array(width * height);
  for (let i = 0; i < data.length; i++) {
    // Signed distance to the outline, which runs half a pixel from the pixels' centers.
    const distance = inside[i] === 1 ? 0.5 - Math.sqrt(toPaper[i]) : Math.sqrt(toInk[i]) - 0.5;
    data[i] = 255 * Math.min(1, Math.max(0, radius - distance + 0.5));
  }
  return { data, width, height };
}

/**
 * The squared Euclidean distance of every pixel to the nearest one with the given value
 * (Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions", 2012).
 */
export function squaredDistance(mask: Uint8Array, width: number, height: number, value: 0 | 1): Float64Array {
  const far = (width + height) ** 2;
  const out = new Float64Array(mask.length);
  for (let i = 0; i < mask.length; i++) out[i] = mask[i] === value ? 0 : far;
  const longest = Math.max(width, height);
  const line = new Float64Array(longest);
  const vertex = new Int32Array(longest);
  const border = new Float64Array(longest + 1);
  for (let x = 0; x < width; x++) transformLine(out, x, width, height, line, vertex, border);
  for (let y = 0; y < height; y++) transformLine(out, y * width, 1, width, line, vertex, border);
  return out;
}

/** The lower envelope of parabolas along one line, in place. */
function transformLine(
  plane: Float64Array,
  start: number,
  step: number,
  length: number,
  line: Float64Array,
  vertex: Int32Array,
  border: Float64Array,
): void {
  for (let i = 0; i < length; i++) line[i] = plane[start + i * step];
  let count = 0;
  vertex[0] = 0;
  border[0] = Number.NEGATIVE_INFINITY;
  border[1] = Number.POSITIVE_INFINITY;
  for (let q = 1; q < length; q++) {
    const crossing = (v: number) => (line[q] + q * q - (line[v] + v * v)) / (2 * (q - v));
    let s = crossing(vertex[count]);
    while (s <= border[count]) s = crossing(vertex[--count]);
    vertex[++count] = q;
    border[count] = s;
    border[count + 1] = Number.POSITIVE_INFINITY;
  }
  for (let i = 0, k = 0; i < length; i++) {
    while (border[k + 1] < i) k++;
    plane[start + i * step] = (i - vertex[k]) ** 2 + line[vertex[k]];
  }
}
