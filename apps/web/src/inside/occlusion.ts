import { topTwo } from "./answers.js";

const SIDE = 28;
const PATCH = 5;
const STRIDE = 2;

/** How many places the patch takes along one side. */
export const PLACES = SIDE / STRIDE;

/**
 * Which ink the answer rests on (Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks"): a
 * blank patch of 5 x 5 pixels covers one place after the other, and the logarithm of the answer's probability falls
 * by more or less.
 *
 * @param probabilitiesOf gives `[N, 10]` for N images
 * @returns the answer, the second best and `values` `[14, 14]`: 1 where covering hurts most, below 0 where it helps
 */
export async function occlusionMap(
  image: Uint8Array,
  probabilitiesOf: (images: Uint8Array) => Promise<Float32Array>,
): Promise<{ digit: number; rival: number; values: Float32Array }> {
  const images = new Uint8Array((PLACES * PLACES + 1) * SIDE * SIDE);
  images.set(image);
  for (let place = 0; place < PLACES * PLACES; place++) {
    const covered = images.subarray((place + 1) * SIDE * SIDE, (place + 2) * SIDE * SIDE);
    covered.set(image);
    cover(covered, STRIDE * (place % PLACES), STRIDE * Math.floor(place / PLACES));
  }
  const probabilities = await probabilitiesOf(images);
  const [digit, rival] = topTwo(probabilities);
  const logarithm = (i: number) => Math.log(Math.max(1e-6, probabilities[10 * i + digit]));
  const falls = Float32Array.from(
    { length: PLACES * PLACES },
    (_, place) => logarithm(0) - logarithm(place + 1),
  );
  const largest = Math.max(1e-3, ...falls);
  return { digit, rival, values: falls.map((fall) => fall / largest) };
}

/** Blanks the patch whose middle is near (x, y). */
function cover(image: Uint8Array, x: number, y: number): void {
  const reach = Math.floor(PATCH / 2);
  for (let row = Math.max(0, y - reach); row <= Math.min(SIDE - 1, y + reach); row++) {
    image.fill(0, row * SIDE + Math.max(0, x - reach), row * SIDE + Math.min(SIDE, x + reach + 1));
  }
}
