import { encode } from "fast-png";
import { checkGiven, checkPixels } from "../check.js";

/**
 * A grayscale PNG file (8 bits, not interlaced) of `pixels`, row-major, 0 = black, 255 = white; with `invert`, dark
 * ink on white paper.
 *
 * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when there are not width x height pixels
 */
export function toPng(pixels: Uint8Array, width: number, height: number, invert = false): Uint8Array {
  checkGiven({ pixels, width, height });
  checkPixels(pixels, height, width);
  const data = invert ? pixels.map((value) => 255 - value) : pixels;
  return encode({ width, height, data, channels: 1, depth: 8 });
}
