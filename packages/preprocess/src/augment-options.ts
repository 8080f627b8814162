import { ArgumentError } from "./errors.js";

/** The largest changes that `augment` makes; each is 0 (off) unless given. */
export interface AugmentOptions {
  /** Pixels to either side and up or down, 0 to 28. */
  shift?: number;
  /** Degrees, 0 to 180. */
  rotation?: number;
  /** Share of the size, 0 to 0.9, e.g. 0.1 for 0.9 to 1.1, separately across and down. */
  scale?: number;
  /** Pixels of slant per pixel of height, 0 to 2. */
  shear?: number;
  /** Pixels by which each point of a coarse, smoothly interpolated grid is displaced, 0 to 28. */
  elastic?: number;
  /** Pixels by which strokes become thicker or thinner on each side, 0 to 1. */
  thickness?: number;
  /** The longest side, in pixels, of a rectangle that is erased, 0 to 28. */
  cutout?: number;
  /** The most dots of stray ink, up to 1.2 pixels in radius, anywhere: an integer from 0 to 20. */
  specks?: number;
  /** The most straight lines of stray ink, 0.6 to 1.8 pixels wide, anywhere: an integer from 0 to 10. */
  lines?: number;
  /** The standard deviation of a blur, in pixels, 0 to 2. */
  blur?: number;
  /** Share by which the ink comes nearer to its background, 0 to 0.95: 0.5 makes strokes half as strong. */
  contrast?: number;
  /** Share of 255 by which the background gets brighter, 0 to 0.95, the ink keeping its share of what is left. */
  brightness?: number;
  /** The standard deviation of noise, nearly Gaussian and independent at every pixel, as a share of 255, 0 to 1. */
  noise?: number;
}

/** The largest value of each option. */
const LIMITS: Record<keyof AugmentOptions, number> = {
  shift: 28,
  rotation: 180,
  scale: 0.9,
  shear: 2,
  elastic: 28,
  thickness: 1,
  cutout: 28,
  specks: 20,
  lines: 10,
  blur: 2,
  contrast: 0.95,
  brightness: 0.95,
  noise: 1,
};
const COUNTS: readonly string[] = ["specks", "lines"];

/**
 * Checks options that came from outside, e.g. from a file.
 *
 * @throws {ArgumentError} `ERR_MNIST_ARGUMENT`, naming the first option that is unknown or out of its range, or what is
 *   there instead of options
 */
export function checkAugmentOptions(options: AugmentOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new ArgumentError(`augment: options must be an object, got ${options}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(LIMITS, name)) {
      throw new ArgumentError(`augment: no option "${name}"; there are ${Object.keys(LIMITS).join(", ")}`);
    }
    if (value === undefined) continue;
    const limit = LIMITS[name as keyof AugmentOptions];
    const count = COUNTS.includes(name);
    if (typeof value !== "number" || !(value >= 0 && value <= limit) || (count && !Number.isInteger(value))) {
      throw new ArgumentError(
        `augment: ${name} must be ${count ? "an integer" : "a number"} from 0 to ${limit}, got ${value}`,
      );
    }
  }
}
