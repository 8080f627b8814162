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

function spans(start: number, length: number, count: number): Spans {
  const result = {
    first: new Int32Array(count),
    last: new Int32Array(count),
    firstWeight: new Float32Array(count),
    lastWeight: new Float32Array(count),
  };
  const step = length / count;
  for (let i = 0; i < count; i++) {
    const low = start + i * step;
    const high = start + (i + 1) * step;
    const first = Math.floor(low + 1e-9);
    const last = Math.max(first, Math.ceil(high - 1e-9) - 1);
    result.first[i] = first;
    result.last[i] = last;
    result.firstWeight[i] = Math.min(high, first + 1) - low;
    result.lastWeight[i] = last > first ? high - last : 0;
  }
  return result;
}

/**
 * Resamples the part `box` of a gray plane (`stride` values per row) to `width` x `height` by area averaging;
 * the box may have fractional edges and must lie inside the plane.
 */
export function areaAverage(
  plane: ArrayLike<number>,
  stride: number,
  box: Box,
  width: number,
  height: number,
): Float32Array {
  const columns = spans(box.x, box.width, width);
  const rows = spans(box.y, box.height, height);
  const top = rows.first[0];
  const bottom = rows.last[height - 1];
  const narrow = new Float32Array((bottom - top + 1) * width);
  for (let y = top; y <= bottom; y++) {
    const row = y * stride;
    for (let i = 0; i < width; i++) {
      const last = columns.last[i];
      let sum = plane[row + columns.first[i]] * columns.firstWeight[i];
      if (last > columns.first[i]) {
        for (let x = columns.first[i] + 1; x < last; x++) sum += plane[row + x];
        sum += plane[row + last] * columns.lastWeight[i];
      }
      narrow[(y - top) * width + i] = sum;
    }
  }
  const out = new Float32Array(width * height);
  const area = (box.width / width) * (box.height / height);
  for (let j = 0; j < height; j++) {
    for (let y = rows.first[j]; y <= rows.last[j]; y++) {
      const weight =
        (y === rows.first[j] ? rows.firstWeight[j] : y === rows.last[j] ? rows.lastWeight[j] : 1) / area;
      const from = (y - top) * width;
      for (let i = 0; i < width; i++) out[j * width + i] += narrow[from + i] * weight;
    }
  }
  return out;
}
