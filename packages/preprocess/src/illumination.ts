/**
 * What is paper and what is ink. On a thumbnail, closing (opening) with a square wider than any stroke gives the
 * paper behind dark (bright) ink whatever the light on it: gradients and shadows pass, strokes do not.
 */
import { dilate, erode } from "./morphology.js";
import { quantile } from "./quantile.js";
import { fitShading, flatLevel } from "./shading.js";
import { strokeWidth } from "./stroke.js";
import type { Thumbnail } from "./thumbnail.js";

/** Whether the ink is darker or brighter than what it lies on. */
export type Polarity = (typeof POLARITIES)[number];
export const POLARITIES = ["dark-on-light", "light-on-dark"] as const;

/** Half the widest stroke to expect, as a share of the shorter side. */
const STROKE_SHARE = 0.24;

/** A thumbnail without its shading. */
export interface Flattened extends Thumbnail {
  /** What was taken out, if most of the picture is one shaded surface. */
  shading: Float32Array | undefined;
  /** The level that most of the picture has, if it has one: a drawing, not a photo. */
  level: number | undefined;
}

/** Takes the slow changes of light out of a thumbnail; a drawing on one level has none. */
export function flatten(thumbnail: Thumbnail): Flattened {
  const level = flatLevel(thumbnail.plane);
  const shading = level === undefined ? fitShading(thumbnail) : undefined;
  const plane = shading ? thumbnail.plane.map((value, i) => value - shading[i]) : thumbnail.plane;
  return { ...thumbnail, plane, shading, level };
}

/**
 * The paper behind the ink, as a plane of the thumbnail's size: what the shading explains, and the closing (dark
 * ink) or opening (bright ink) of the rest. A first pass with the widest window finds the strokes, a second with
 * one just wider than they are follows shadows more closely. A drawing on one level needs neither.
 */
export function backgroundOf(flattened: Flattened, polarity: Polarity): Float32Array {
  const { plane, width, height, shading, level } = flattened;
  if (level !== undefined && !reaches(plane, level, polarity === "dark-on-light" ? 1 : -1)) {
    return new Float32Array(plane.length).fill(level);
  }
  const [first, second] = polarity === "dark-on-light" ? [dilate, erode] : [erode, dilate];
  const envelope = (radius: number) => second(first(plane, width, height, radius), width, height, radius);
  const widest = widestStrokeRadius(flattened);
  const coarse = envelope(widest);
  const radius = strokeRadius({ plane: coarse.map((value, i) => Math.abs(value - plane[i])), width, height });
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

/** What the picture's edge sees at least for its vote to count in full, of what as many pixels see on average. */
const LEAST_SEEN = 0.2;

/**
 * Decides the polarity: a level that most of the picture has is paper if all else differs from it to the same side.
 * Other pictures vote. Each pixel that sees contrast in its neighborhood says whether it lies nearer to
 * the brightest or to the darkest of it; paper is the majority of the area and of the picture's edge. Both votes
 * count the same: very bold strokes mislead the first, a frame or a table under the paper the second.
 */
export function findPolarity(flattened: Flattened): PolarityEvidence {
  const { plane, width, height, level } = flattened;
  if (level !== undefined) {
    const [brighter, darker] = [reaches(plane, level, 1), reaches(plane, level, -1)];
    if (darker && !brighter) return { polarity: "dark-on-light", score: 1, votes: { area: 1, edge: 1 } };
    if (brighter && !darker) return { polarity: "light-on-dark", score: -1, votes: { area: -1, edge: -1 } };
  }
  const radius = widestStrokeRadius(flattened);
  const brightest = dilate(plane, width, height, radius);
  const darkest = erode(plane, width, height, radius);
  const highest = dilate(plane, width, height, 1);
  const lowest = erode(plane, width, height, 1);
  const sharpest = dilate(
    highest.map((value, i) => value - lowest[i]),
    width,
    height,
    radius,
  );
  const area = { vote: 0, weight: 1e-6 };
  const edge = { vote: 0, weight: 1e-6 };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const weight = sharpest[i] * sharpest[i];
      const vote = 2 * plane[i] > brightest[i] + darkest[i] ? weight : -weight;
      area.vote += vote;
      area.weight += weight;
      if (x > 0 && y > 0 && x < width - 1 && y < height - 1) continue;
      edge.vote += vote;
      edge.weight += weight;
    }
  }
  // An edge that sees next to nothing of what the picture holds has no say.
  const share = (2 * (width + height)) / plane.length;
  const votes = {
    area: area.vote / area.weight,
    edge: edge.vote / Math.max(edge.weight, LEAST_SEEN * share * area.weight),
  };
  const score = (votes.area + votes.edge) / 2;
  return { polarity: score < 0 ? "light-on-dark" : "dark-on-light", score, votes };
}
