/** The flat parts of a picture: what has no edge inside. */
import type { Thumbnail } from "./illumination.js";
import type { Box } from "./picture.js";
import { quantile } from "./quantile.js";

/** A surface may change from pixel to pixel by this much, or this many times as much as most of the picture does. */
const LEAST_STEP = 6;
const USUAL_STEPS = 4;

/** A set of neighboring pixels without an edge between them. */
export interface Surface {
  label: number;
  box: Box;
  area: number;
  /** Its mean. */
  level: number;
  /** Its first pixel in scan order. */
  first: number;
  /** Whether all of the picture's edge belongs to it. */
  around: boolean;
}

/** Floods the flat parts of the plane; only surfaces of `least` pixels are kept. */
export function findSurfaces(thumbnail: Thumbnail, least: number) {
  const { plane, width } = thumbnail;
  const flat = flatPixels(thumbnail);
  const labels = new Int32Array(plane.length);
  const stack = new Int32Array(plane.length);
  const surfaces: Surface[] = [];
  let label = 0;
  for (let first = 0; first < plane.length; first++) {
    if (labels[first] !== 0 || flat[first] === 0) continue;
    label++;
    const area = flood(flat, labels, stack, width, first, label);
    if (area >= least) surfaces.push(measureSurface(thumbnail, label, stack.subarray(0, area)));
  }
  return { labels, surfaces };
}

/** Labels all flat pixels connected with the first, lists them in `members` and returns how many there are. */
function flood(
  flat: Uint8Array,
  labels: Int32Array,
  members: Int32Array,
  width: number,
  first: number,
  label: number,
): number {
  labels[first] = label;
  members[0] = first;
  let count = 1;
  for (let next = 0; next < count; next++) {
    const p = members[next];
    const x = p % width;
    if (x > 0 && flat[p - 1] === 1 && labels[p - 1] === 0) {
      labels[p - 1] = label;
      members[count++] = p - 1;
    }
    if (x + 1 < width && flat[p + 1] === 1 && labels[p + 1] === 0) {
      labels[p + 1] = label;
      members[count++] = p + 1;
    }
    if (p >= width && flat[p - width] === 1 && labels[p - width] === 0) {
      labels[p - width] = label;
      members[count++] = p - width;
    }
    if (p + width < flat.length && flat[p + width] === 1 && labels[p + width] === 0) {
      labels[p + width] = label;
      members[count++] = p + width;
    }
  }
  return count;
}

function measureSurface({ plane, width, height }: Thumbnail, label: number, members: Int32Array): Surface {
  let [left, right, top, bottom, sum, edge] = [width, 0, height, 0, 0, 0];
  for (const p of members) {
    const x = p % width;
    const y = (p - x) / width;
    sum += plane[p];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) edge++;
  }
  return {
    label,
    box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
    area: members.length,
    level: sum / members.length,
    first: members[0],
    around: edge === 2 * (width + height) - 4,
  };
}

/**
 * 1 where a pixel differs little from the next to the right and below: a sharp edge is one pixel wide, so that what is
 * written close to the sheet's edge stays apart from it.
 */
function flatPixels({ plane, width, height }: Thumbnail): Uint8Array {
  const steps = new Float32Array(plane.length);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const right = x + 1 < width ? Math.abs(plane[p + 1] - plane[p]) : 0;
      const down = y + 1 < height ? Math.abs(plane[p + width] - plane[p]) : 0;
      steps[p] = Math.max(right, down);
    }
  }
  const most = Math.max(LEAST_STEP, USUAL_STEPS * quantile(steps, 0.5));
  const flat = new Uint8Array(steps.length);
  for (let p = 0; p < steps.length; p++) flat[p] = Number(steps[p] <= most);
  return flat;
}
