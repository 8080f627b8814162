import { type Components, findComponents } from "./components.js";
import { RefusalError } from "./errors.js";
import { type GrayDecision, toGray } from "./gray.js";
import {
  backgroundOf,
  findPolarity,
  type Polarity,
  type PolarityEvidence,
  thumbnailOf,
  widestStrokeRadius,
} from "./illumination.js";
import { contrastOf, findLevels, type InkLevels } from "./ink.js";
import type { Box, GrayImage, Picture } from "./picture.js";
import { placeDigit } from "./place.js";
import { type Group, groupParts, plausible, sizeOf } from "./select.js";

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
  /** The digit in `gray`'s pixels. */
  box: Box;
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
  const background = backgroundOf(thumbnail, polarity, widestStrokeRadius(thumbnail));
  const contrast = contrastOf(gray, thumbnail, background, polarity);
  const levels = findLevels(contrast);
  if (levels.ink - levels.paper < LEAST_CONTRAST) {
    throw new RefusalError(
      "ERR_MNIST_BLANK",
      "toMnist: the picture is blank; send one with a digit drawn on it",
    );
  }
  const found = findComponents(contrast, gray.width, gray.height, levels.low);
  const groups = groupParts(plausible(found.components, gray.width, gray.height, levels.high));
  const digit = groups[0];
  if (!digit || sizeOf(digit.box) < 5) {
    throw new RefusalError("ERR_MNIST_NO_DIGIT", "toMnist: nothing in the picture looks like a digit");
  }
  const image = placeDigit(inkOf(contrast, gray.width, found, digit, levels), digit.box.width, {
    ...digit.box,
    x: 0,
    y: 0,
  });
  const trace: Trace = {
    gray,
    grayDecision: decision,
    polarity,
    polarityEvidence: evidence,
    contrast: { ...gray, data: contrast },
    levels,
    box: digit.box,
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
): Float32Array {
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
  return out;
}
