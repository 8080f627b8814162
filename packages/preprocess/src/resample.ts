/**
 * Area-averaging resampler: each output pixel is the mean of the input under it, fractions of pixels counted
 * by the area they cover. Shrinking by points, as browsers and many libraries do, loses thin strokes.
 */
import type { Box } from "./picture.js";

/** Where each output pixel begins in the input, and what its first and last input pixels weigh. */
interface Spans {
  first: Int32Array;
  last: Int32Array;
  firstWeight: Float32Array;
  lastWeight: Float32Array;
}

function spans(start: number, length: number, count: number, blur: number): Spans {
  const result = {
    first: new Int32Array(count),
    last: new Int32Array(count),
    firstWeight: new Float32Array(count),
    lastWeight: new Float32Array(count),
  };
  const step = length / count;
  const window = windowOf(step, blur);
  for (let i = 0; i < count; i++) {
    const low = start + (i + 0.5) * step - window / 2;
    const high = low + window;
    const first = Math.floor(low + 1e-9);
    const last = Math.max(first, Math.ceil(high - 1e-9) - 1);
    result.first[i] = first;
    result.last[i] = last;
    result.firstWeight[i] = Math.min(high, first + 1) - low;
    result.lastWeight[i] = last > first ? high - last : 0;
  }
  return result;
}

/** How much is averaged for an output pixel `step` wide: variances add, and the input's edges have some already. */
function windowOf(step: number, blur: number): number {
  return step <= 1 ? step : Math.sqrt(Math.max(1, step * step - blur * blur));
}

/**
 * Resamples the part `box` of a gray plane (`stride` values per row) to `width` x `height` by area averaging;
 * the box may have fractional edges and must lie inside the plane.
 *
 * @param blur the width over which the plane's edges rise, in its pixels: so much less is averaged
 */
export function areaAverage(
  plane: ArrayLike<number>,
  stride: number,
  box: Box,
  width: number,
  height: number,
  blur = 0,
): Float32Array {
  const columns = spans(box.x, box.width, width, blur);
  const rows = spans(box.y, box.height, height, blur);
  const left = columns.first[0];
  const sums = new Float64Array(columns.last[width - 1] + 1 - left);
  const out = new Float32Array(width * height);
  const area = windowOf(box.width / width, blur) * windowOf(box.height / height, blur);
  for (let j = 0; j < height; j++) {
    sumColumns(plane, rows.first[j] * stride + left, stride, rows, j, sums);
    averageSpans(sums, left, columns, area, out.subarray(j * width, (j + 1) * width));
  }
  return out;
}

/** Sums what lies under row `j` of the output in each column, of which the first begins at `start` in the plane. */
function sumColumns(
  plane: ArrayLike<number>,
  start: number,
  stride: number,
  rows: Spans,
  j: number,
  sums: Float64Array,
): void {
  const last = start + (rows.last[j] - rows.first[j]) * stride;
  const [firstWeight, lastWeight] = [rows.firstWeight[j], rows.lastWeight[j]];
  let row = Math.min(start + stride, last);
  // The first row between goes along: each way through the sums costs as much as a row.
  const between = row < last ? 1 : 0;
  for (let x = 0; x < sums.length; x++) {
    sums[x] = plane[start + x] * firstWeight + plane[row + x] * between + plane[last + x] * lastWeight;
  }
  for (row += stride; row < last; row += stride) {
    for (let x = 0; x < sums.length; x++) sums[x] += plane[row + x];
  }
}

/** A row of the output from sums of columns, of which the first is that of the input's column `left`. */
function averageSpans(
  sums: Float64Array,
  left: number,
  { first, last, firstWeight, lastWeight }: Spans,
  area: number,
  out: Float32Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const end = last[i] - left;
    let x = first[i] - left;
    let sum = sums[x] * firstWeight[i] + sums[end] * lastWeight[i];
    while (++x < end) sum += sums[x];
    out[i] = sum / area;
  }
}

/**
 * The mean of each `factor` x `factor` block of a gray plane; blocks cut by the right or lower edge average what they
 * have.
 */
export function blockMeans(
  plane: Uint8Array | Float32Array,
  stride: number,
  rows: number,
  factor: number,
): { plane: Float32Array; width: number; height: number } {
  const width = Math.ceil(stride / factor);
  const height = Math.ceil(rows / factor);
  const means = new Float32Array(width * height);
  for (let j = 0, o = 0; j < height; j++) {
    const top = j * factor * stride;
    const bottom = Math.min(rows * stride, top + factor * stride);
    for (let left = 0; left < stride; left += factor, o++) {
      const columns = Math.min(factor, stride - left);
      let sum = 0;
      for (let row = top + left; row < bottom; row += stride) {
        for (let p = row; p < row + columns; p++) sum += plane[p];
      }
      means[o] = (sum * stride) / (columns * (bottom - top));
    }
  }
  return { plane: means, width, height };
}
