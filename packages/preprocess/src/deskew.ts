import { compose, invert, shearing, translation, warp } from "./geometry.js";
import type { InkPlane } from "./stroke.js";

/** More slant than this is the digit's shape, as in a 7 or a 2 that leans on its foot. */
const STEEPEST = 1;

/**
 * Takes the slant out of a digit: it is sheared until its second moments have no mixed part
 * (as in LeCun et al. 1998, "Gradient-based learning applied to document recognition").
 *
 * @returns the upright ink, and the slope that was taken out, in pixels to the left per pixel down
 */
export function deskew(ink: InkPlane): { ink: InkPlane; slope: number } {
  const { data, width, height } = ink;
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      mass += data[i];
      sumX += data[i] * x;
      sumY += data[i] * y;
    }
  }
  const centerX = sumX / mass;
  const centerY = sumY / mass;
  let mixed = 0;
  let vertical = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      mixed += data[i] * (x - centerX) * (y - centerY);
      vertical += data[i] * (y - centerY) ** 2;
    }
  }
  const slope = vertical > 0 ? Math.min(STEEPEST, Math.max(-STEEPEST, mixed / vertical)) : 0;
  if (slope === 0) return { ink, slope };
  const margin = Math.ceil((Math.abs(slope) * height) / 2) + 1;
  const wide = width + 2 * margin;
  const roomy = new Float32Array(wide * height);
  for (let y = 0; y < height; y++) {
    roomy.set(data.subarray(y * width, (y + 1) * width), y * wide + margin);
  }
  const middle = (height - 1) / 2;
  const upright = compose(translation(0, -middle), shearing(-slope), translation(0, middle));
  return { ink: crop(warp(roomy, wide, height, invert(upright)), wide, height), slope };
}

/** Without the empty columns at both sides. */
function crop(data: Float32Array, width: number, height: number): InkPlane {
  const inked = (x: number) => {
    for (let y = 0; y < height; y++) if (data[y * width + x] >= 1) return true;
    return false;
  };
  let left = 0;
  let right = width;
  while (left < right - 1 && !inked(left)) left++;
  while (right > left + 1 && !inked(right - 1)) right--;
  const out = new Float32Array((right - left) * height);
  for (let y = 0; y < height; y++) {
    out.set(data.subarray(y * width + left, y * width + right), y * (right - left));
  }
  return { data: out, width: right - left, height };
}
