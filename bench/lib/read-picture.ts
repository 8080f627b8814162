import type { Classifier, Prediction } from "@mnist/model";
import { type Picture, RefusalError, segmentDigits, toMnist } from "@mnist/preprocess";

/** What became of one picture: the image, or why it was refused. */
export type Reading = { image: Uint8Array } | { refusal: string };

/** `toMnist` with refusals as values; other errors are thrown on. */
export function readDigit(picture: Picture): Reading {
  try {
    return { image: toMnist(picture) };
  } catch (error) {
    if (error instanceof RefusalError) return { refusal: error.code };
    throw error;
  }
}

/** All digits of a picture in reading order as text, or the code of the refusal. */
export async function readDigits(classifier: Classifier, picture: Picture): Promise<string> {
  const score = async (images: Uint8Array) => (await classifier.predict(images)).map((p) => p.confidence);
  try {
    const { digits } = await segmentDigits(picture, { score });
    const predictions = await classifier.predict(joinImages(digits.map(({ image }) => image)));
    return predictions.map(({ digit }) => digit).join("");
  } catch (error) {
    if (error instanceof RefusalError) return error.code;
    throw error;
  }
}

/** One prediction for each reading, undefined where the picture was refused. */
export async function classifyReadings(
  classifier: Classifier,
  readings: Reading[],
): Promise<(Prediction | undefined)[]> {
  const images = readings.flatMap((reading) => ("image" in reading ? [reading.image] : []));
  const predictions = images.length > 0 ? await classifier.predict(joinImages(images)) : [];
  let next = 0;
  return readings.map((reading) => ("image" in reading ? predictions[next++] : undefined));
}

/** N images of 28 x 28 as one array. */
export function joinImages(images: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(images.length * 784);
  for (const [i, image] of images.entries()) joined.set(image, i * 784);
  return joined;
}
