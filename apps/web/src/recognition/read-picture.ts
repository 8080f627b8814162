import type { Prediction } from "@mnist/model/classifier";
import {
  type Box,
  type Picture,
  PictureError,
  RefusalError,
  type Trace,
  toMnistWithTrace,
} from "@mnist/preprocess";
import type { Reading, Step } from "./reading.js";

type Predict = (images: Uint8Array) => Promise<Prediction[]>;

/** Finds the digits in a picture, brings each to 28 x 28 and asks the network; a picture without any is refused. */
export async function readPicture(picture: Picture, predict: Predict): Promise<Reading> {
  const start = performance.now();
  try {
    const { image, trace } = toMnistWithTrace(picture);
    const [prediction] = await predict(image);
    return {
      kind: "digits",
      text: String(prediction.digit),
      digits: [{ ...prediction, image, box: share(trace.box, trace.gray) }],
      steps: stepsOf(trace, image),
      milliseconds: performance.now() - start,
    };
  } catch (error) {
    if (error instanceof RefusalError || error instanceof PictureError) {
      return { kind: "refused", code: error.code, message: error.message };
    }
    throw error;
  }
}

function share(box: Box, { width, height }: { width: number; height: number }): Box {
  return { x: box.x / width, y: box.y / height, width: box.width / width, height: box.height / height };
}

function stepsOf(trace: Trace, image: Uint8Array): Step[] {
  const { gray, contrast, box, polarity } = trace;
  return [
    { title: "Gray", explanation: "The picture in shades of gray.", image: gray },
    {
      title: "Ink",
      explanation: `The ink is ${polarity} and stands out against the paper; shadows and colors are gone.`,
      image: contrast,
    },
    { title: "Digit", explanation: "Cut out along its edges.", image: crop(contrast, box) },
    {
      title: "28 × 28",
      explanation: "Shrunk into 20 × 20 pixels, center of mass in the middle: what the network sees.",
      image: { data: image, width: 28, height: 28 },
    },
  ];
}

function crop(image: Trace["contrast"], box: Box): Trace["contrast"] {
  const data = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const start = (box.y + y) * image.width + box.x;
    data.set(image.data.subarray(start, start + box.width), y * box.width);
  }
  return { data, width: box.width, height: box.height };
}
