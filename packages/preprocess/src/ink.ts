/**
 * The ink alone: how far each pixel differs from the paper behind it, in the ink's direction, with the noise of
 * the paper taken off and the gray levels of anti-aliased edges kept.
 */
import { Histogram } from "./histogram.js";
import type { Polarity } from "./illumination.js";
import { dilate } from "./morphology.js";
import type { GrayImage } from "./picture.js";
import { strokeWidth } from "./stroke.js";
import type { Thumbnail } from "./thumbnail.js";

/** Levels of a contrast plane that separate ink from paper, each 0..255. */
export interface InkLevels {
  /** The paper's usual contrast with its own envelope. */
  paper: number;
  /** Its spread (a robust standard deviation). */
  noise: number;
  /** A drawing without noise, where every faint pixel is the edge of a stroke. */
  clean: boolean;
  /** One in which the faintest pixels, too, are ink: they are no more than the edges of strokes have. */
  spotless: boolean;
  /** What full ink has. */
  ink: number;
  /** Pixels above may belong to a stroke... */
  low: number;
  /** ...if they are connected with one above this. */
  high: number;
}

/** A background farther than this from the ink's end of the scale is not stretched further. */
const LEAST_RANGE = 64;

/**
 * The contrast of every pixel with the background, which is given on the thumbnail's grid and interpolated
 * bilinearly: the share of the paper's light that the ink takes away (or, light on dark, of what is missing to
 * white that it adds), 0..255, so that a stroke is as strong in a shadow as beside it.
 */
export function contrastOf(
  gray: GrayImage,
  thumbnail: Thumbnail,
  background: Float32Array,
  polarity: Polarity,
): Uint8Array {
  const { data, width, height } = gray;
  const out = new Uint8Array(width * height);
  const sign = polarity === "dark-on-light" ? 1 : -1;
  const gainAt = (paper: number) => 255 / Math.max(LEAST_RANGE, sign > 0 ? paper : 255 - paper);
  const first = background[0];
  if (isUniform(background)) {
    const gain = gainAt(first);
    const table = new Uint8Array(256);
    for (let v = 0; v < 256; v++) table[v] = Math.min(255, Math.max(0, sign * (first - v)) * gain + 0.5);
    for (let i = 0; i < out.length; i++) out[i] = table[data[i]];
    return out;
  }
  const columns = interpolation(width, thumbnail.width);
  const rows = interpolation(height, thumbnail.height);
  const row = new Float32Array(thumbnail.width);
  for (let y = 0, i = 0; y < height; y++) {
    const upper = rows.index[y] * thumbnail.width;
    const lower = Math.min(rows.index[y] + 1, thumbnail.height - 1) * thumbnail.width;
    const share = rows.share[y];
    for (let k = 0; k < row.length; k++) {
      row[k] = background[upper + k] + (background[lower + k] - background[upper + k]) * share;
    }
    for (let x = 0; x < width; x++, i++) {
      const k = columns.index[x];
      const next = k + 1 < row.length ? k + 1 : k;
      const paper = row[k] + (row[next] - row[k]) * columns.share[x];
      const value = sign * (paper - data[i]);
      out[i] = value > 0 ? Math.min(255, value * gainAt(paper) + 0.5) : 0;
    }
  }
  return out;
}

function isUniform(plane: Float32Array): boolean {
  for (let i = 1; i < plane.length; i++) if (plane[i] !== plane[0]) return false;
  return true;
}

/** For each of `length` pixel centers: the grid cell before it among `cells`, and how far it is to the next. */
function interpolation(length: number, cells: number) {
  const index = new Int32Array(length);
  const share = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const position = Math.min(Math.max(((i + 0.5) * cells) / length - 0.5, 0), cells - 1);
    index[i] = Math.floor(position);
    share[i] = position - index[i];
  }
  return { index, share };
}

/**
 * Finds the levels: paper and noise from the lower half of the histogram, ink by the iteration of Ridler and
 * Calvard (1978) started near the top, since ink is rare.
 */
export function findLevels(contrast: Uint8Array, width: number, height: number): InkLevels {
  const histogram = new Histogram(contrast);
  const median = histogram.quantile(0.5);
  const paper = median;
  // The quartile below the median is free of ink: 0.6745 standard deviations of a normal distribution.
  const noise = (median - histogram.quantile(0.25)) / 0.6745;
  let threshold = (paper + histogram.quantile(0.999)) / 2;
  for (let iteration = 0; iteration < 20; iteration++) {
    const below = histogram.mean(0, threshold);
    const above = histogram.mean(threshold, 256);
    const next = (below + above) / 2;
    if (Math.abs(next - threshold) < 0.5) break;
    threshold = next;
  }
  const faint = paper > 0 || noise > 0 ? undefined : faintShares(histogram);
  const spotless =
    faint !== undefined && faint.all < 4 && faint.faintest <= Math.max(SPREAD * faint.all, NO_NOISE);
  const clean = spotless || (faint !== undefined && faint.faintest < 0.4 && faint.all < 1.5);
  const weakest = Math.ceil(paper + Math.max(4 * noise, 0.4 * (threshold - paper), 1));
  const second = secondLevel(histogram, weakest);
  const marks =
    second !== undefined && liesApart(contrast, width, height, weakest, second) ? second : undefined;
  const from = Math.max(1, Math.ceil(marks ?? threshold));
  // In a photo some of the strongest pixels are noise.
  const ink = histogram.quantile(spotless ? 0.99 : clean ? 0.95 : 0.75, from);
  const span = ink - paper;
  const high = paper + 0.55 * span;
  if (marks !== undefined)
    return { paper, noise, clean, spotless, ink, low: marks, high: Math.max(marks, high) };
  const low = clean ? CLEAN_EDGE * span : Math.max(paper + 3 * noise, paper + 0.3 * span);
  return { paper, noise, clean, spotless, ink, low: Math.max(1, low), high };
}

/** In a drawing without noise, what is fainter than this share of full ink is beyond the stroke's edge. */
const CLEAN_EDGE = 0.05;

/** Of what is fainter than 0.3 of full ink, the edges of strokes have less than this below 0.08; noise has nearly all. */
const SPREAD = 0.69;
/** Fewer of the faintest, by the number of stronger pixels, are no noise. */
const NO_NOISE = 0.1;

/** The numbers of pixels fainter than 0.3 of full ink, and of those fainter than 0.08, by that of stronger ones. */
function faintShares(histogram: Histogram): { all: number; faintest: number } {
  const full = histogram.quantile(0.95, 64);
  const strong = Math.max(1, histogram.count(0.3 * full, 256));
  return {
    all: histogram.count(1, 0.3 * full) / strong,
    faintest: histogram.count(1, 0.08 * full) / strong,
  };
}

/** Fewer pixels than this are the edges of a small picture's strokes, not marks of another kind. */
const LEAST_MARKS = 200;

/**
 * Where weaker marks of another kind (printed lines, another pen) end and the ink begins, if the marks above
 * `from` fall into two kinds with next to nothing between them.
 */
function secondLevel(histogram: Histogram, from: number): number | undefined {
  let threshold = (from + histogram.quantile(0.9, from)) / 2;
  for (let iteration = 0; iteration < 20; iteration++) {
    const middle = (histogram.mean(from, threshold) + histogram.mean(threshold, 256)) / 2;
    if (Math.abs(middle - threshold) < 0.5) break;
    threshold = middle;
  }
  const weak = histogram.mean(from, threshold);
  const strong = histogram.mean(threshold, 256);
  const gap = strong - weak;
  const between = histogram.count(weak + 0.3 * gap, strong - 0.3 * gap);
  const lesser = Math.min(histogram.count(from, threshold), histogram.count(threshold, 256));
  const mode = histogram.mode(from, threshold);
  const marked = histogram.count(mode - 0.08 * strong, mode + 0.08 * strong);
  // Anti-aliased edges spread over all levels, a pen or a printer has one.
  const oneLevel = marked > 0.6 * histogram.count(from, threshold);
  const apart =
    oneLevel &&
    lesser >= LEAST_MARKS &&
    gap > 0.35 * strong &&
    weak > 0.25 * strong &&
    between < 0.15 * lesser;
  return apart ? threshold : undefined;
}

/** The share of weaker marks that lies beside the ink where they are no more than its edges. */
const BESIDE = 0.8;

/** Whether what is weaker than `strong`, from `weak` on, reaches farther from the ink than a stroke is wide. */
function liesApart(
  contrast: Uint8Array,
  width: number,
  height: number,
  weak: number,
  strong: number,
): boolean {
  const ink = Float32Array.from(contrast, (value) => (value >= strong ? 255 : 0));
  const near = dilate(ink, width, height, Math.ceil(strokeWidth({ data: ink, width, height })));
  let all = 0;
  let beside = 0;
  for (let p = 0; p < contrast.length; p++) {
    if (contrast[p] < weak || contrast[p] >= strong) continue;
    all++;
    if (near[p] > 0) beside++;
  }
  return beside < BESIDE * all;
}
