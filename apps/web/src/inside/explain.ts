import type { Classifier } from "@mnist/model/classifier";
import { occlusionMap } from "./occlusion.js";
import { saliencyMap } from "./saliency.js";

/** By covering one place after the other, or by changing each pixel a little. */
export type ExplanationMethod = "covering" | "pixels";

/** How much each part of an image matters for the answer. */
export interface Explanation {
  method: ExplanationMethod;
  digit: number;
  /** The second most probable digit. */
  rival: number;
  /** A square of values: above 0 where it speaks for the digit, below where it speaks against it. */
  values: Float32Array;
}

/** Few enough that a drawing which is to be read meanwhile need not wait for long. */
const IMAGES_AT_ONCE = 64;

export async function explain(
  classifier: Classifier,
  image: Uint8Array,
  method: ExplanationMethod,
): Promise<Explanation> {
  const probabilitiesOf = (images: Uint8Array) => inPieces(classifier, images);
  const { digit, rival, values } = await (method === "covering" ? occlusionMap : saliencyMap)(
    image,
    probabilitiesOf,
  );
  return { method, digit, rival, values };
}

async function inPieces(classifier: Classifier, images: Uint8Array): Promise<Float32Array> {
  const pixels = 28 * 28;
  const count = images.length / pixels;
  const probabilities = new Float32Array(10 * count);
  for (let start = 0; start < count; start += IMAGES_AT_ONCE) {
    const piece = images.subarray(start * pixels, (start + IMAGES_AT_ONCE) * pixels);
    probabilities.set(await classifier.probabilities(piece), 10 * start);
    // Other questions to this worker come in between.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return probabilities;
}
