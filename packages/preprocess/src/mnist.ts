import { isBlot } from "./blot.js";
import { withCrumbs } from "./crumbs.js";
import { RefusalError } from "./errors.js";
import { type Extraction, extractInk, type Rendering, renderGroup } from "./extract.js";
import type { Polarity } from "./illumination.js";
import type { Box, Picture } from "./picture.js";
import { DIGIT_SIZE } from "./place.js";
import { isScribble } from "./scribble.js";
import { groupParts, isDigitShaped, sizeOf, withoutUnderlines } from "./select.js";

/** Options of {@link toMnist}. */
export interface ToMnistOptions {
  /** Whether the ink is darker or brighter than the paper; found from the picture unless given. */
  polarity?: Polarity;
  /** Take the slant out of the digit. Default false: MNIST's own are as slanted as they were written. */
  deskew?: boolean;
}

/** Every step from the picture to the image, and what was decided. */
export interface Trace extends Extraction, Rendering {
  /** Where the digit is, in the picture's pixels. */
  box: Box;
  /**
   * 0 to 1: how far the ink stands out from the paper's noise (1 from ten times on), times how many pixels the
   * digit has (1 from MNIST's 20 on). Below a half, a better picture is worth asking for.
   */
  quality: number;
}

const WORKING_SIDE = 512;
/** The one digit of a picture is not smaller than this share of the longer side. */
const LEAST_SHARE = 0.05;

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
  const extraction = extractInk(picture, WORKING_SIDE, options.polarity);
  const groups = groupParts(extraction.candidates);
  const written = withoutUnderlines(groups);
  const [digit, second] = written;
  const { width, height } = extraction.gray;
  if (
    !digit ||
    !isDigitShaped(digit, width, height) ||
    isScribble(digit, extraction.labels, width) ||
    isBlot(digit, extraction) ||
    sizeOf(digit.box) < LEAST_SHARE * Math.max(width, height)
  ) {
    throw new RefusalError("ERR_MNIST_NO_DIGIT", "nothing in the picture looks like a digit");
  }
  if (second && second.box.height > 0.6 * digit.box.height && second.mass > 0.3 * digit.mass) {
    throw new RefusalError(
      "ERR_MNIST_SEVERAL_DIGITS",
      "the picture holds more than one digit; cut one out, or read all with segmentDigits (mnist predict --multiple)",
    );
  }
  const whole = extraction.levels.spotless
    ? withCrumbs(
        extraction,
        digit,
        groups.filter((group) => !written.includes(group)),
      )
    : digit;
  const rendering = renderGroup(extraction, whole, options.deskew);
  const box = toPictureBox(whole.box, extraction.grayDecision.reduction, picture);
  const quality = Math.min(1, extraction.clearness / 10) * Math.min(1, sizeOf(digit.box) / DIGIT_SIZE);
  return { image: rendering.image, trace: { ...extraction, ...rendering, box, quality } };
}

/** A box of the plane that was worked on, in the pixels of the picture. */
export function toPictureBox(box: Box, reduction: number, picture: Picture): Box {
  const x = box.x * reduction;
  const y = box.y * reduction;
  return {
    x,
    y,
    width: Math.min(picture.width - x, box.width * reduction),
    height: Math.min(picture.height - y, box.height * reduction),
  };
}
