/** The width of strokes: measured, and brought towards what MNIST's writers and scanner left. */
import { thicknessOf } from "./components.js";
import type { Box } from "./picture.js";
import { areaAverage } from "./resample.js";

/** A plane of ink, 0..255, just as large as the digit. */
export interface InkPlane {
  data: Float32Array;
  width: number;
  height: number;
}

/** The least and the greatest stroke width, as a share of the digit's longer side. */
export interface StrokeLimits {
  thin: number;
  thick: number;
}

/** Between these nearly all of MNIST's own lie... */
export const USUAL_WIDTHS: StrokeLimits = { thin: 0.062, thick: 0.236 };
/** ...and between these all, but for one in 3,000. */
export const MNIST_WIDTHS: StrokeLimits = { thin: 0.047, thick: 0.3 };

/** Strokes are worked on in a plane whose longer side is at most this. */
const WORKING_SIDE = 96;

/** The mean stroke width in pixels of the ink above a threshold. */
export function strokeWidth(ink: InkPlane, threshold = 127.5): number {
  const { area, edges } = measureStrokes(ink, threshold);
  return edges === 0 ? 0 : thicknessOf(area, edges);
}

/** The mean stroke width in pixels, gray counted as the share of ink it is: thin strokes are often nowhere full. */
function penWidth(ink: InkPlane): number {
  const { mass, edges } = measureStrokes(ink, 127.5);
  return edges === 0 ? 0 : thicknessOf(mass / 255, edges);
}

/** The pixels above a threshold, the pixel sides around them, and the sum of all levels. */
function measureStrokes({ data, width, height }: InkPlane, threshold: number) {
  let area = 0;
  let edges = 0;
  let mass = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      mass += data[i];
      if (data[i] < threshold) continue;
      area++;
      if (x === 0 || data[i - 1] < threshold) edges++;
      if (x === width - 1 || data[i + 1] < threshold) edges++;
      if (y === 0 || data[i - width] < threshold) edges++;
      if (y === height - 1 || data[i + width] < threshold) edges++;
    }
  }
  return { area, edges, mass };
}

/** What {@link normalizeStroke} measured and did; shares of the digit's longer side. */
export interface StrokeDecision {
  before: number;
  after: number;
}

/** The width that strokes of a width are given: the nearest within limits, so that a little more changes little. */
export function wantedWidth(width: number, { thin, thick }: StrokeLimits): number {
  return Math.min(thick, Math.max(thin, width));
}

/**
 * Thickens strokes that MNIST's 20x20 box would all but lose and thins those that would fill it; leaves what lies
 * within MNIST's own range untouched.
 *
 * @param gray whether the ink's gray is ink, as in a spotless drawing; in a photo it is half noise, and strokes as thin
 *   or bold as MNIST has few are brought to usual widths
 * @returns the ink and, in its pixels, the box to be fitted into the image
 */
export function normalizeStroke(
  ink: InkPlane,
  gray: boolean,
): { ink: InkPlane; box: Box; decision: StrokeDecision } {
  const before = (gray ? penWidth(ink) : strokeWidth(ink)) / Math.max(ink.width, ink.height);
  const after = wantedWidth(before, gray ? MNIST_WIDTHS : USUAL_WIDTHS);
  const decision = { before, after };
  if (after === before) return { ink, box: wholeOf(ink), decision };
  const scaled = toWorkingSize(ink, gray ? fullLevel(ink.data) : 255);
  const radius = ((after - before) * Math.max(scaled.width, scaled.height)) / 2;
  if (gray) return { ...moveOutline(scaled, Math.max(radius, leastRadius(scaled))), decision };
  const redrawn = redraw(scaled, radius);
  return { ink: redrawn, box: wholeOf(redrawn), decision };
}

function wholeOf({ width, height }: InkPlane): Box {
  return { x: 0, y: 0, width, height };
}

/** Resampled to the working size, full ink being as strong as wanted again where averaging made thin strokes faint. */
function toWorkingSize(ink: InkPlane, wanted: number): InkPlane {
  const scale = WORKING_SIDE / Math.max(ink.width, ink.height);
  const width = Math.max(1, Math.round(ink.width * scale));
  const height = Math.max(1, Math.round(ink.height * scale));
  const box = { x: 0, y: 0, width: ink.width, height: ink.height };
  const data = areaAverage(ink.data, ink.width, box, width, height);
  if (scale >= 1) return { data, width, height };
  const gain = wanted / Math.max(fullLevel(data), 32);
  return { data: data.map((value) => Math.min(255, value * gain)), width, height };
}

/** The level of full ink: thin strokes have little of it. */
function fullLevel(data: Float32Array): number {
  const values = data.filter((value) => value > 16).sort();
  return values[Math.floor(values.length * 0.7)] ?? 255;
}

/** The signed distance of every pixel's center to the ink's outline, below 0 inside, in the ink's plane with a margin. */
function outlineDistance(ink: InkPlane, margin: number): InkPlane {
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
  // The outline runs half a pixel from the pixels' centers.
  const data = Float32Array.from(inside, (is, i) =>
    is === 1 ? 0.5 - Math.sqrt(toPaper[i]) : Math.sqrt(toInk[i]) - 0.5,
  );
  return { data, width, height };
}

/** Pixels that an outline moved by `radius` needs around the ink. */
function marginOf(radius: number): number {
  return Math.max(0, Math.ceil(radius) + 1);
}

/** Draws the ink anew with its outline moved outwards by `radius` pixels (inwards below 0), its edge anti-aliased. */
function redraw(ink: InkPlane, radius: number): InkPlane {
  const distance = outlineDistance(ink, marginOf(radius));
  return { ...distance, data: distance.data.map((value) => 255 * coverage(value - radius)) };
}

/** By so much the outline may move inwards at most: a box one pixel wide is left. */
function leastRadius({ width, height }: InkPlane): number {
  return (1 - Math.min(width, height)) / 2;
}

/** Moves the ink's outline and its box by `radius` pixels. Only what the outline passes changes: gray ink stays gray. */
function moveOutline(ink: InkPlane, radius: number): { ink: InkPlane; box: Box } {
  const margin = marginOf(radius);
  const distance = outlineDistance(ink, margin);
  const full = fullLevel(ink.data);
  const data = distance.data.map((value) => full * (coverage(value - radius) - coverage(value)));
  for (let y = 0; y < ink.height; y++) {
    for (let x = 0; x < ink.width; x++) {
      const i = (y + margin) * distance.width + x + margin;
      data[i] = Math.min(255, Math.max(0, data[i] + ink.data[y * ink.width + x]));
    }
  }
  const edge = margin - radius;
  const box = { x: edge, y: edge, width: ink.width + 2 * radius, height: ink.height + 2 * radius };
  return { ink: { ...distance, data }, box };
}

/** How much of a pixel lies inside an outline at a signed distance from its center. */
function coverage(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
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
