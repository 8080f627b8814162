import { topTwo } from "./answers.js";

const SIDE = 28;
/** Gray levels a pixel is changed by: enough to be seen among the rounding of float32, small beside 255. */
const STEP = 16;

/**
 * How strongly the answer hangs on each pixel: the gradient of its log odds against the second best answer (Simonyan,
 * Vedaldi and Zisserman 2014, "Deep Inside Convolutional Networks"), by central differences: every pixel is made a
 * little brighter and a little darker, and the network asked each time.
 *
 * @param probabilitiesOf gives `[N, 10]` for N images
 * @returns the answer, the second best and `values` `[28, 28]`: 1 where more ink speaks for the answer most, -1 where
 *   it speaks for the rival as much
 */
export async function saliencyMap(
  image: Uint8Array,
  probabilitiesOf: (images: Uint8Array) => Promise<Float32Array>,
): Promise<{ digit: number; rival: number; values: Float32Array }> {
  const pixels = SIDE * SIDE;
  const images = new Uint8Array((2 * pixels + 1) * pixels);
  images.set(image);
  const steps = new Float32Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [darker, brighter] = [Math.max(0, image[pixel] - STEP), Math.min(255, image[pixel] + STEP)];
    for (const [k, value] of [darker, brighter].entries()) {
      const at = (2 * pixel + 1 + k) * pixels;
      images.set(image, at);
      images[at + pixel] = value;
    }
    steps[pixel] = brighter - darker;
  }
  const probabilities = await probabilitiesOf(images);
  const [digit, rival] = topTwo(probabilities);
  const logarithm = (i: number, label: number) => Math.log(Math.max(1e-38, probabilities[10 * i + label]));
  const odds = (i: number) => logarithm(i, digit) - logarithm(i, rival);
  const gradient = steps.map((step, pixel) => (odds(2 * pixel + 2) - odds(2 * pixel + 1)) / step);
  const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  return { digit, rival, values: gradient.map((value) => value / largest) };
}
