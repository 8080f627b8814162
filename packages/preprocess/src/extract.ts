/** From a picture to its ink: what {@link toMnist} and {@link segmentDigits} have in common. */
import { edgeBlur, placeBlurred } from "./blurred.js";
import { type Component, findComponents, labelMask } from "./components.js";
import { deskew } from "./deskew.js";
import { ArgumentError, RefusalError } from "./errors.js";
import { type GrayDecision, toGray } from "./gray.js";
import {
  backgroundOf,
  findPolarity,
  flatten,
  POLARITIES,
  type Polarity,
  type PolarityEvidence,
} from "./illumination.js";
import { contrastOf, findLevels, type InkLevels } from "./ink.js";
import { isRemnant, type RemovedLine, removeLines } from "./lines.js";
import type { GrayImage, Picture } from "./picture.js";
import { fullInk, placeDigit } from "./place.js";
import { type Group, plausible } from "./select.js";
import { isShade, isStroke } from "./shadow.js";
import { coverSurroundings } from "./sheet.js";
import { smooth } from "./smooth.js";
import { type InkPlane, normalizeStroke, type StrokeDecision } from "./stroke.js";
import { coarser, thumbnailOf } from "./thumbnail.js";

/** The ink of a picture and every decision on the way to it. */
export interface Extraction {
  /**
   * The gray picture that was worked on: the picture's size divided by `grayDecision.reduction`. Around the sheet or
   * canvas that was written on, paper was put.
   */
  gray: GrayImage;
  grayDecision: GrayDecision;
  polarity: Polarity;
  polarityEvidence: PolarityEvidence;
  /** Contrast with the paper, ruled lines taken out. */
  contrast: GrayImage;
  levels: InkLevels;
  /** The ink's contrast in standard deviations of the paper's noise, before that was smoothed. */
  clearness: number;
  lines: RemovedLine[];
  /** The number of the component at each pixel, 0 for paper. */
  labels: Int32Array;
  /** Components that may be parts of digits, strongest first. */
  candidates: Component[];
}

/** The least contrast of ink, of 255. */
const LEAST_CONTRAST = 10;
/** The least contrast of ink, in deviations of the noise that smoothing leaves. */
const LEAST_CLEARNESS = 3;
const LEAST_SIDE = 5;
/** Ink that stands out from the noise by fewer deviations is smoothed... */
const CLEAR = 8;
/** ...in pictures with pixels to spare. */
const LEAST_SMOOTHED = 64;

/**
 * @param maxSide the longer side of the plane to work on; larger pictures are reduced
 * @throws {RefusalError} ERR_MNIST_TOO_SMALL or ERR_MNIST_BLANK
 */
export function extractInk(picture: Picture, maxSide: number, wantedPolarity?: Polarity): Extraction {
  if (wantedPolarity !== undefined && !POLARITIES.includes(wantedPolarity)) {
    throw new ArgumentError(`polarity must be one of ${POLARITIES.join(", ")}, got ${wantedPolarity}`);
  }
  const { gray: whole, decision: grayDecision } = toGray(picture, maxSide);
  const before = thumbnailOf(whole);
  const gray = coverSurroundings(whole, before);
  if (Math.min(gray.width, gray.height) < LEAST_SIDE) {
    throw new RefusalError(
      "ERR_MNIST_TOO_SMALL",
      `a picture of ${picture.width} x ${picture.height} pixels holds no digit; send 8 x 8 or more`,
    );
  }
  const thumbnail = flatten(coarser(gray === whole ? before : thumbnailOf(gray)));
  const polarityEvidence = findPolarity(thumbnail);
  const polarity = wantedPolarity ?? polarityEvidence.polarity;
  const { width, height } = gray;
  let data = contrastOf(gray, thumbnail, backgroundOf(thumbnail, polarity), polarity);
  let levels = findLevels(data, width, height);
  const clearness = (levels.ink - levels.paper) / Math.max(1, levels.noise);
  const roomy = Math.min(width, height) >= LEAST_SMOOTHED;
  for (let time = 0; roomy && time < 3 && levels.ink - levels.paper < CLEAR * levels.noise; time++) {
    data = smooth(data, width, height);
    levels = findLevels(data, width, height);
  }
  if (levels.ink - levels.paper < Math.max(LEAST_CONTRAST, LEAST_CLEARNESS * levels.noise)) {
    throw new RefusalError("ERR_MNIST_BLANK", "the picture is blank; send one with a digit on it");
  }
  let found = findComponents(data, width, height, levels.low);
  // Ruled lines reach the edge.
  const edged = found.components.some((c) => c.edgePixels > 0);
  const lines = edged ? removeLines(data, width, height, levels.low) : [];
  if (lines.length > 0) found = findComponents(data, width, height, levels.low);
  const { labels, components } = found;
  // The paper is known on the thumbnail's grid: that far it reaches over a shadow's edge.
  const blur = Math.max(width / thumbnail.width, height / thumbnail.height);
  const calm = {
    ...gray,
    data: levels.noise > 0 ? smooth(smooth(gray.data, width, height), width, height) : gray.data,
  };
  const candidates = plausible(components, width, height, levels.high).filter(
    (component) =>
      !isRemnant(component, lines) &&
      (levels.clean || !isShade(calm, labels, component)) &&
      (levels.clean || blur < 2 || isStroke(calm, labels, component, polarity, 1.5 * blur)),
  );
  return {
    gray,
    grayDecision,
    polarity,
    polarityEvidence,
    contrast: { data, width, height },
    levels,
    clearness,
    lines,
    labels,
    candidates,
  };
}

/** A digit's 28x28 image, and what it took. */
export interface Rendering {
  image: Uint8Array;
  /** The digit's ink alone, as it was fitted into the image. */
  ink: InkPlane;
  stroke: StrokeDecision;
  /** The slant that was taken out, in pixels per pixel down; 0 unless asked for. */
  slope: number;
}

/** The 28x28 image of a group of components. */
export function renderGroup(extraction: Extraction, group: Group, upright = false): Rendering {
  const cut = inkOf(extraction, group);
  const turned = upright ? deskew(cut) : { ink: cut, slope: 0 };
  const { clean, spotless } = extraction.levels;
  const { ink, box, decision } = normalizeStroke(turned.ink, spotless);
  const blur = clean ? edgeBlur(ink) : 0;
  const placed = blur > 0 ? placeBlurred(ink, box, blur) : placeDigit(ink.data, ink.width, box);
  const image = fullInk(placed, spotless ? ink : undefined);
  return { image, ink, stroke: decision, slope: turned.slope };
}

/** The group's ink in its box, 0..255, without other components and the paper's noise. */
function inkOf({ contrast, levels, labels }: Extraction, group: Group): InkPlane {
  const { x: left, y: top, width, height } = group.box;
  const wanted = labelMask(group.components);
  const floor = levels.paper + levels.noise;
  const gain = 255 / (levels.ink - floor);
  const strength = new Float32Array(256);
  for (let v = 0; v < 256; v++) strength[v] = Math.min(255, Math.max(0, (v - floor) * gain));
  const data = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, p = (top + y) * contrast.width + left; x < width; x++, p++, i++) {
      if (wanted[labels[p]] === 1) data[i] = strength[contrast.data[p]];
    }
  }
  return { data, width, height };
}
