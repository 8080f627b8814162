/** From a picture to its ink: what {@link toMnist} and {@link segmentDigits} have in common. */
import { type Component, findComponents } from "./components.js";
import { RefusalError } from "./errors.js";
import { type GrayDecision, toGray } from "./gray.js";
import {
  backgroundOf,
  findPolarity,
  type Polarity,
  type PolarityEvidence,
  thumbnailOf,
} from "./illumination.js";
import { contrastOf, findLevels, type InkLevels } from "./ink.js";
import { isRemnant, type RemovedLine, removeLines } from "./lines.js";
import type { GrayImage, Picture } from "./picture.js";
import { fullInk, placeDigit } from "./place.js";
import { type Group, plausible } from "./select.js";
import { isStroke } from "./shadow.js";
import { type InkPlane, normalizeStroke, type StrokeDecision } from "./stroke.js";

/** The ink of a picture and every decision on the way to it. */
export interface Extraction {
  /** The gray picture that was worked on: the picture's size divided by `grayDecision.reduction`. */
  gray: GrayImage;
  grayDecision: GrayDecision;
  polarity: Polarity;
  polarityEvidence: PolarityEvidence;
  /** Contrast with the paper, ruled lines taken out. */
  contrast: GrayImage;
  levels: InkLevels;
  lines: RemovedLine[];
  /** The number of the component at each pixel, 0 for paper. */
  labels: Int32Array;
  /** Components that may be parts of digits, strongest first. */
  candidates: Component[];
}

/** The least contrast of ink, of 255. */
const LEAST_CONTRAST = 10;
const LEAST_SIDE = 5;

/**
 * @param maxSide the longer side of the plane to work on; larger pictures are reduced
 * @throws {RefusalError} ERR_MNIST_TOO_SMALL or ERR_MNIST_BLANK
 */
export function extractInk(picture: Picture, maxSide: number, wantedPolarity?: Polarity): Extraction {
  const { gray, decision: grayDecision } = toGray(picture, maxSide);
  if (Math.min(gray.width, gray.height) < LEAST_SIDE) {
    throw new RefusalError(
      "ERR_MNIST_TOO_SMALL",
      `a picture of ${picture.width} x ${picture.height} pixels holds no digit; send 8 x 8 or more`,
    );
  }
  const thumbnail = thumbnailOf(gray);
  const polarityEvidence = findPolarity(thumbnail);
  const polarity = wantedPolarity ?? polarityEvidence.polarity;
  const data = contrastOf(gray, thumbnail, backgroundOf(thumbnail, polarity), polarity);
  const levels = findLevels(data);
  if (levels.ink - levels.paper < LEAST_CONTRAST) {
    throw new RefusalError("ERR_MNIST_BLANK", "the picture is blank; send one with a digit on it");
  }
  const { width, height } = gray;
  let found = findComponents(data, width, height, levels.low);
  // Ruled lines reach the edge.
  const edged = found.components.some((c) => c.edgePixels > 0);
  const lines = edged ? removeLines(data, width, height, levels.low) : [];
  if (lines.length > 0) found = findComponents(data, width, height, levels.low);
  const { labels, components } = found;
  // The paper is known on the thumbnail's grid: that far it reaches over a shadow's edge.
  const blur = Math.max(width / thumbnail.width, height / thumbnail.height);
  const candidates = plausible(components, width, height, levels.high).filter(
    (component) =>
      !isRemnant(component, lines) &&
      (levels.clean || blur < 2 || isStroke(gray, labels, component, polarity, 1.5 * blur)),
  );
  return {
    gray,
    grayDecision,
    polarity,
    polarityEvidence,
    contrast: { data, width, height },
    levels,
    lines,
    labels,
    candidates,
  };
}

/** The 28x28 image of a group of components, and what became of its strokes. */
export function renderGroup(
  extraction: Extraction,
  group: Group,
): { image: Uint8Array; stroke: StrokeDecision; ink: InkPlane } {
  const { ink, decision } = normalizeStroke(inkOf(extraction, group));
  const image = fullInk(placeDigit(ink.data, ink.width, { x: 0, y: 0, ...ink }));
  return { image, stroke: decision, ink };
}

/** The group's ink in its box, 0..255, without other components and the paper's noise. */
function inkOf({ contrast, levels, labels }: Extraction, group: Group): InkPlane {
  const { x: left, y: top, width, height } = group.box;
  const wanted = new Set(group.components.map((c) => c.label));
  const floor = levels.paper + levels.noise;
  const gain = 255 / (levels.ink - floor);
  const data = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, p = (top + y) * contrast.width + left; x < width; x++, p++, i++) {
      if (labels[p] === 0 || !wanted.has(labels[p])) continue;
      data[i] = Math.min(255, Math.max(0, (contrast.data[p] - floor) * gain));
    }
  }
  return { data, width, height };
}
