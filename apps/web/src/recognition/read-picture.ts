import type { Prediction } from "@mnist/model/classifier";
import {
  type Box,
  type GrayImage,
  type Picture,
  PictureError,
  RefusalError,
  segmentDigits,
  type Trace,
  toMnistWithTrace,
} from "@mnist/preprocess";
import type { ReadDigit, Reading, Step } from "./reading.js";

type Predict = (images: Uint8Array) => Promise<Prediction[]>;
type Extraction = Pick<Trace, "gray" | "contrast" | "polarity" | "grayDecision">;
type Found = { image: Uint8Array; box: Box };

/** Wider than one digit usually is: perhaps several that touch. */
const WIDE = 1.05;

/**
 * Finds the digits in a picture, brings each to 28 x 28 and asks the network; a picture without any is refused.
 *
 * @param inHurry takes wide ink for one digit without looking for the seams of several, which takes ten times as long
 */
export async function readPicture(picture: Picture, predict: Predict, inHurry: boolean): Promise<Reading> {
  try {
    const { found, extraction, hasty } = await findDigits(picture, predict, inHurry);
    const images = new Uint8Array(found.length * 784);
    for (const [i, { image }] of found.entries()) images.set(image, i * 784);
    const predictions = await predict(images);
    const digits: ReadDigit[] = found.map(({ image, box }, i) => ({
      ...predictions[i],
      image,
      box: share(box, picture),
      cutout: crop(extraction.contrast, box, extraction.grayDecision.reduction),
    }));
    return {
      kind: "digits",
      text: digits.map(({ digit }) => digit).join(""),
      digits,
      steps: stepsOf(extraction),
      hasty,
    };
  } catch (error) {
    if (error instanceof RefusalError || error instanceof PictureError) {
      return { kind: "refused", code: error.code, message: error.message };
    }
    throw error;
  }
}

/** One digit where the picture holds one, as `mnist predict` finds it; else all of them in reading order. */
async function findDigits(
  picture: Picture,
  predict: Predict,
  inHurry: boolean,
): Promise<{ found: Found[]; extraction: Extraction; hasty: boolean }> {
  const single = oneDigit(picture);
  const isWide = single && single.trace.box.width >= WIDE * single.trace.box.height;
  if (single && (inHurry || !isWide)) return found(single, isWide);
  const score = async (images: Uint8Array) => (await predict(images)).map(({ confidence }) => confidence);
  const { digits, trace } = await segmentDigits(picture, { score });
  if (single && digits.length === 1) return found(single);
  return { found: digits, extraction: trace, hasty: false };
}

function found({ image, trace }: { image: Uint8Array; trace: Trace }, hasty = false) {
  return { found: [{ image, box: trace.box }], extraction: trace, hasty };
}

function oneDigit(picture: Picture) {
  try {
    return toMnistWithTrace(picture);
  } catch (error) {
    if (error instanceof RefusalError && error.code === "ERR_MNIST_SEVERAL_DIGITS") return undefined;
    throw error;
  }
}

function share(box: Box, { width, height }: Picture): Box {
  return { x: box.x / width, y: box.y / height, width: box.width / width, height: box.height / height };
}

function stepsOf({ gray, contrast, polarity }: Extraction): Step[] {
  return [
    { title: "Gray", explanation: "The picture in shades of gray.", image: gray },
    {
      title: "Ink",
      explanation: `The ink is ${polarity === "dark-on-light" ? "darker" : "brighter"} than the paper; what remains is how much it stands out. Shadows, colors and ruled lines are gone.`,
      image: contrast,
    },
  ];
}

/** The part of a working plane that shows `box`, which is in the pixels of the picture. */
function crop(plane: GrayImage, box: Box, reduction: number): GrayImage {
  const left = Math.floor(box.x / reduction);
  const top = Math.floor(box.y / reduction);
  const width = Math.max(1, Math.min(plane.width - left, Math.round(box.width / reduction)));
  const height = Math.max(1, Math.min(plane.height - top, Math.round(box.height / reduction)));
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * plane.width + left;
    data.set(plane.data.subarray(start, start + width), y * width);
  }
  return { data, width, height };
}
