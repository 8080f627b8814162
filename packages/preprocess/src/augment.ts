/**
 * Augmentation: the same digit as another hand, pen, camera or scanner might have left it. All strengths are largest
 * values; at strength 0 an image comes back unchanged.
 */
import { Random } from "@mnist/random";
import { type AugmentOptions, checkAugmentOptions } from "./augment-options.js";
import { ArgumentError } from "./errors.js";
import { expose } from "./exposure.js";
import { warp } from "./warp.js";

export { type AugmentOptions, checkAugmentOptions } from "./augment-options.js";
export { ArgumentError } from "./errors.js";

/** Writes the augmented form of `image` (28 x 28) to `out` (28 x 28), as a pure function of all its arguments. */
export type Augment = (image: Uint8Array, out: Uint8Array, step: number, sample: number) => void;

const SIZE = 28;
const PIXELS = SIZE * SIZE;
/** Random words set aside for a sample: all options together need at most 90. */
const WORDS_PER_SAMPLE = 128;

/**
 * Augments one image: geometry first (each change uniform between minus and plus its strength), then what is erased,
 * stray ink, blur, levels and noise (each uniform between 0 and its strength), in the order in which they arise.
 *
 * @param image 28 x 28, 0 = background, 255 = ink
 * @param random where the randomness comes from
 * @param out where to write; a new array unless given; may be `image` itself
 * @throws {ArgumentError} `ERR_MNIST_ARGUMENT` when `image` is not 28 x 28, or an option is unknown or out of its range
 */
export function augment(
  image: Uint8Array,
  random: Random,
  options: AugmentOptions,
  out: Uint8Array = new Uint8Array(PIXELS),
): Uint8Array {
  checkAugmentOptions(options);
  return apply(image, random, options, out);
}

/**
 * The augmentation of a training run: what it does to an image follows from the seed, the step and the place in
 * the batch alone, so runs can be resumed and do not depend on threads.
 *
 * @throws {ArgumentError} `ERR_MNIST_ARGUMENT` when an option is unknown or out of its range
 */
export function createAugment(options: AugmentOptions, seed: number): Augment {
  checkAugmentOptions(options);
  const root = new Random(seed, "augment");
  let random = root;
  let randomStep = -1;
  return (image, out, step, sample) => {
    if (step !== randomStep) {
      random = root.lane(step);
      randomStep = step;
    }
    random.position = sample * WORDS_PER_SAMPLE;
    apply(image, random, options, out);
  };
}

function apply(image: Uint8Array, random: Random, options: AugmentOptions, out: Uint8Array): Uint8Array {
  if (image.length !== PIXELS || out.length !== PIXELS) {
    throw new ArgumentError(
      `augment: expected images of 28 x 28 = 784 bytes, got ${image.length} and ${out.length}`,
    );
  }
  warp(image, random, options, out);
  if (options.cutout) cut(out, random, options.cutout);
  expose(out, random, options);
  return out;
}

/** Erases a random rectangle with sides of 1 to `longest` pixels (DeVries and Taylor 2017). */
function cut(out: Uint8Array, random: Random, longest: number): void {
  const width = Math.min(SIZE, 1 + Math.floor(random.uniform() * longest));
  const height = Math.min(SIZE, 1 + Math.floor(random.uniform() * longest));
  const left = Math.floor(random.uniform() * (SIZE - width + 1));
  const top = Math.floor(random.uniform() * (SIZE - height + 1));
  for (let y = top; y < top + height; y++) out.fill(0, y * SIZE + left, y * SIZE + left + width);
}
