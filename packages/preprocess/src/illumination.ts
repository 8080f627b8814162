/**
 * What is paper and what is ink. On a thumbnail, closing (opening) with a square wider than any stroke gives the
 * paper behind dark (bright) ink whatever the light on it: gradients and shadows pass, strokes do not.
 */
import { dilate, erode } from "./morphology.js";
import type { GrayImage } from "./picture.js";
import { quantile } from "./quantile.js";
import { areaAverage } from "./resample.js";
import { fitShading, flatLevel } from "./shading.js";
import { strokeWidth } from "./stroke.js";

/** Whether the ink is darker or brighter than what it lies on. */
export type Polarity = "dark-on-light" | "light-on-dark";

/** The small picture on which polarity and background are decided. */
export interface Thumbnail {
  plane: Float32Array;
  width: number;
  height: number;
}

const THUMBNAIL_SIDE = 64;
/** Half the widest stroke to expect, as a share of the shorter side. */
const STROKE_SHARE = 0.24;

/** The gray picture at most 64 pixels wide and high. */
export function thumbnailOf(gray: GrayImage): Thumbnail {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(gray.width, gray.height));
  const width = Math.max(1, Math.round(gray.width * scale));
  const height = Math.max(1, Math.round(gray.height * scale));
  const box = { x: 0, y: 0, width: gray.width, height: gray.height };
  return { plane: areaAverage(gray.data, gray.width, box, width, height), width, height };
}

/**
 * The paper behind the ink, as a plane of the thumbnail's size: what the shading explains, and the closing (dark
 * ink) or opening (bright ink) of the rest. A first pass with the widest window finds the strokes, a second with
 * one just wider than they are follows shadows more closely. A drawing on one level needs neither.
 */
export function backgroundOf(thumbnail: Thumbnail, polarity: Polarity): Float32Array {
  const { plane, width, height } = thumbnail;
  const level = flatLevel(plane);
  if (level !== undefined && !reaches(plane, level, polarity === "dark-on-light" ? 1 : -1)) {
    return new Float32Array(plane.length).fill(level);
  }
  const shading = level === undefined ? fitShading(thumbnail) : undefined;
  const flat = shading ? plane.map((value, i) => value - shading[i]) : plane;
  const [first, second] = polarity === "dark-on-light" ? [dilate, erode] : [erode, dilate];
  const envelope = (radius: number) => second(first(flat, width, height, radius), width, height, radius);
  const widest = widestStrokeRadius(thumbnail);
  const coarse = envelope(widest);
  const radius = strokeRadius({ plane: coarse.map((value, i) => Math.abs(value - flat[i])), width, height });
  const paper = radius < widest ? envelope(radius) : coarse;
  return shading ? paper.map((value, i) => value + shading[i]) : paper;
}

/** Whether any value lies a level or more above (sign 1) or below (sign -1) the given one. */
function reaches(plane: Float32Array, level: number, sign: 1 | -1): boolean {
  for (let i = 0; i < plane.length; i++) if (sign * (plane[i] - level) >= 1) return true;
  return false;
}

/** A window radius that no stroke of this contrast plane survives. */
function strokeRadius({ plane, width, height }: Thumbnail): number {
  const contrast = quantile(plane, 0.995);
  const wide = strokeWidth({ data: plane, width, height }, Math.max(1, contrast / 2));
  return Math.ceil(1.25 * wide) + 2;
}

/** The window radius that no stroke on this thumbnail survives. */
function widestStrokeRadius(thumbnail: Thumbnail): number {
  return Math.max(2, Math.round(STROKE_SHARE * Math.min(thumbnail.width, thumbnail.height)));
}

/** How strongly each polarity is supported. */
export interface PolarityEvidence {
  polarity: Polarity;
  /** -1 (surely light on dark) to 1 (surely dark on light): the mean of the two votes. */
  score: number;
  /** The vote of all pixels and that of the picture's edge, each -1 to 1. */
  votes: { area: number; edge: number };
}

/**
 * Decides the polarity: a level that most of the picture has is paper if all else differs from it to the same side.
 * Other pictures vote. Each pixel that sees contrast in its neighborhood says whether it lies nearer to
 * the brightest or to the darkest of it; paper is the majority of the area and of the picture's edge. Both votes
 * count the same: very bold strokes mislead the first, a frame or a table under the paper the second.
 */
export function findPolarity(thumbnail: Thumbnail): PolarityEvidence {
  const { plane, width, height } = thumbnail;
  const level = flatLevel(plane);
  if (level !== undefined) {
    const [brighter, darker] = [reaches(plane, level, 1), reaches(plane, level, -1)];
    if (darker && !brighter) return { polarity: "dark-on-light", score: 1, votes: { area: 1, edge: 1 } };
    if (brighter && !darker) return { polarity: "light-on-dark", score: -1, votes: { area: -1, edge: -1 } };
  }
  const radius = widestStrokeRadius(thumbnail);
  const brightest = dilate(plane, width, height, radius);
  const darkest = erode(plane, width, height, radius);
  const area = { vote: 0, weight: 1e-6 };
  const edge = { vote: 0, weight: 1e-6 };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const range = brightest[i] - darkest[i];
      const weight = range * range;
      const vote = 2 * plane[i] > brightest[i] + darkest[i] ? weight : -weight;
      area.vote += vote;
      area.weight += weight;
      if (x > 0 && y > 0 && x < width - 1 && y < height - 1) continue;
      edge.vote += vote;
      edge.weight += weight;
    }
  }
  const votes = { area: area.vote / area.weight, edge: edge.vote / edge.weight };
  const score = (votes.area + votes.edge) / 2;
  return { polarity: score < 0 ? "light-on-dark" : "dark-on-light", score, votes };
}
