import { type Components, findComponents } from "./components.js";
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
import { type RemovedLine, removeLines } from "./lines.js";
import type { Box, GrayImage, Picture } from "./picture.js";
import { placeDigit } from "./place.js";
import { type Group, groupParts, plausible, sizeOf } from "./select.js";
import { type InkPlane, normalizeStroke, type StrokeDecision } from "./stroke.js";

/** Options of {@link toMnist}. */
export interface ToMnistOptions {
  /** Skip the decision which of ink and paper is darker. */
  polarity?: Polarity;
}

/** Every step from the picture to the image, and what was decided. */
export interface Trace {
  /** The gray picture that was worked on. */
  gray: GrayImage;
  grayDecision: GrayDecision;
  polarity: Polarity;
  /** What decided the polarity. */
  polarityEvidence: PolarityEvidence;
  /** Contrast with the paper. */
  contrast: GrayImage;
  levels: InkLevels;
  /** Ruled lines taken out of `contrast`. */
  lines: RemovedLine[];
  /** The digit in `gray`'s pixels. */
  box: Box;
  stroke: StrokeDecision;
}

const WORKING_SIDE = 512;
const LEAST_CONTRAST = 10;

/**
 * Turns anybody's picture of one digit into the image MNIST would have made of it.
 *
 * @returns 28 x 28 pixels, row-major, 0 = background, 255 = ink: fitted into 20x20, center of mass in the center
 * @throws {RefusalError} when the picture is blank or too small, or holds no digit or several
 * @throws {PictureError} when it is no picture
 */
export function toMnist(picture: Picture, options: ToMnistOptions = {}): Uint8Array {
  return toMnistWithTrace(picture, options).image;
}

/** {@link toMnist} with every intermediate picture and decision. */
export function toMnistWithTrace(
  picture: Picture,
  options: ToMnistOptions = {},
): { image: Uint8Array; trace: Trace } {
  const { gray, decision } = toGray(picture, WORKING_SIDE);
  if (Math.min(gray.width, gray.height) < 5) {
    throw new RefusalError(
      "ERR_MNIST_TOO_SMALL",
      `toMnist: a picture of ${picture.width} x ${picture.height} pixels holds no digit; send 8 x 8 or more`,
    );
  }
  const thumbnail = thumbnailOf(gray);
  const evidence = findPolarity(thumbnail);
  const polarity = options.polarity ?? evidence.polarity;
  const background = backgroundOf(thumbnail, polarity);
  const contrast = contrastOf(gray, thumbnail, background, polarity);
  const levels = findLevels(contrast);
  if (levels.ink - levels.paper < LEAST_CONTRAST) {
    throw new RefusalError(
      "ERR_MNIST_BLANK",
      "toMnist: the picture is blank; send one with a digit drawn on it",
    );
  }
  const lines = removeLines(contrast, gray.width, gray.height, levels.low);
  const found = findComponents(contrast, gray.width, gray.height, levels.low);
  const groups = groupParts(plausible(found.components, gray.width, gray.height, levels.high));
  const digit = groups[0];
  if (!digit || sizeOf(digit.box) < 5) {
    throw new RefusalError("ERR_MNIST_NO_DIGIT", "toMnist: nothing in the picture looks like a digit");
  }
  const stroke = normalizeStroke(inkOf(contrast, gray.width, found, digit, levels));
  const image = placeDigit(stroke.ink.data, stroke.ink.width, { x: 0, y: 0, ...stroke.ink });
  const trace: Trace = {
    gray,
    grayDecision: decision,
    polarity,
    polarityEvidence: evidence,
    contrast: { ...gray, data: contrast },
    levels,
    lines,
    box: digit.box,
    stroke: stroke.decision,
  };
  return { image, trace };
}

/** The group's ink in its box, 0..255, without other components and the paper's noise. */
function inkOf(
  contrast: Uint8Array,
  stride: number,
  { labels }: Components,
  group: Group,
  levels: InkLevels,
): InkPlane {
  const { x: left, y: top, width, height } = group.box;
  const wanted = new Set(group.components.map((c) => c.label));
  const floor = levels.paper + levels.noise;
  const gain = 255 / (levels.ink - floor);
  const out = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, p = (top + y) * stride + left; x < width; x++, p++, i++) {
      if (labels[p] === 0 || !wanted.has(labels[p])) continue;
      out[i] = Math.min(255, Math.max(0, (contrast[p] - floor) * gain));
    }
  }
  return { data: out, width, height };
}
