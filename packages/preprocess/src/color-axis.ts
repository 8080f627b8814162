/** The axis of color space along which ink and paper differ most. */
import type { Picture } from "./picture.js";
import { forSamples, SAMPLES_PER_SIDE } from "./samples.js";

export const LUMA: [number, number, number] = [0.299, 0.587, 0.114]; // ITU-R BT.601

/**
 * Luma, unless the picture's local contrast lies mostly in color: then its first principal axis, the weights'
 * absolute sum 1, so that blue ink on yellow paper or red on green of the same lightness is seen.
 */
export function chooseWeights(
  picture: Picture,
  channels: number,
  backdrop: readonly number[] | undefined,
): [number, number, number] {
  if (isGray(picture, channels)) return LUMA;
  const covariance = localCovariance(picture, channels, backdrop);
  const variance = (v: readonly number[]) => {
    let sum = 0;
    for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) sum += v[a] * v[b] * covariance[a * 3 + b];
    return sum / (v[0] ** 2 + v[1] ** 2 + v[2] ** 2);
  };
  let axis = [1, 0.9, 0.8];
  for (let iteration = 0; iteration < 30; iteration++) {
    const next = [0, 1, 2].map((a) => axis.reduce((sum, v, b) => sum + v * covariance[a * 3 + b], 0));
    const length = Math.hypot(...next);
    if (length < 1e-9) return LUMA;
    axis = next.map((v) => v / length);
  }
  if (variance(LUMA) >= 0.2 * variance(axis)) return LUMA;
  const sign = axis[0] + axis[1] + axis[2] < 0 ? -1 : 1;
  const total = axis.reduce((sum, v) => sum + Math.abs(v), 0) * sign;
  return [axis[0] / total, axis[1] / total, axis[2] / total];
}

function isGray(picture: Picture, channels: number): boolean {
  const { data } = picture;
  let colored = 0;
  forSamples(picture, channels, (i) => {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) colored++;
  });
  return colored === 0;
}

/** The 3x3 covariance of sampled colors around the mean of their neighborhood, so that slow shading drops out. */
function localCovariance(
  picture: Picture,
  channels: number,
  backdrop: readonly number[] | undefined,
): Float64Array {
  const columns = Math.min(picture.width, SAMPLES_PER_SIDE);
  const rows = Math.min(picture.height, SAMPLES_PER_SIDE);
  const colors = new Float32Array(columns * rows * 3);
  let k = 0;
  forSamples(picture, channels, (i) => {
    const alpha = backdrop ? picture.data[i + 3] / 255 : 1;
    for (let c = 0; c < 3; c++) {
      colors[k++] = picture.data[i + c] * alpha + (backdrop ? backdrop[c] * (1 - alpha) : 0);
    }
  });
  const covariance = new Float64Array(9);
  const block = 12;
  for (let top = 0; top < rows; top += block) {
    for (let left = 0; left < columns; left += block) {
      addBlock(
        colors,
        columns,
        left,
        top,
        Math.min(columns, left + block),
        Math.min(rows, top + block),
        covariance,
      );
    }
  }
  return covariance;
}

function addBlock(
  colors: Float32Array,
  stride: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  covariance: Float64Array,
): void {
  const count = (right - left) * (bottom - top);
  const mean = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++)
      for (let c = 0; c < 3; c++) mean[c] += colors[(y * stride + x) * 3 + c] / count;
  }
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const i = (y * stride + x) * 3;
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++)
          covariance[a * 3 + b] += (colors[i + a] - mean[a]) * (colors[i + b] - mean[b]);
      }
    }
  }
}
