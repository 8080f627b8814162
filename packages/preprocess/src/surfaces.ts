/** The flat parts of a picture: what has no edge inside. */
import { findComponents } from "./components.js";
import type { Box } from "./picture.js";
import { quantile } from "./quantile.js";
import type { Thumbnail } from "./thumbnail.js";

/** A surface may change from pixel to pixel by this much, or this many times as much as most of the picture does. */
const LEAST_STEP = 6;
const USUAL_STEPS = 4;

/** A set of neighboring pixels without an edge between them. */
export interface Surface {
  label: number;
  box: Box;
  area: number;
  /** Its first pixel in scan order. */
  first: number;
  /** Whether all of the picture's edge belongs to it. */
  around: boolean;
}

/** The flat parts of the plane of at least `least` pixels, numbered in `labels`. */
export function findSurfaces(thumbnail: Thumbnail, least: number) {
  const { width, height } = thumbnail;
  // Connected by sides alone: through corners surfaces would leak into each other.
  const { labels, components } = findComponents(flatPixels(thumbnail), width, height, 1, 4);
  const surfaces: Surface[] = components
    .filter(({ area }) => area >= least)
    .map(({ label, box, area, edgePixels }) => ({
      label,
      box,
      area,
      first: labels.indexOf(label, box.y * width),
      around: edgePixels === 2 * (width + height) - 4,
    }));
  return { labels, surfaces };
}

/** The mean of a surface. */
export function levelOf(
  { box, label, area, first }: Surface,
  labels: Int32Array,
  { plane, width }: Thumbnail,
): number {
  let sum = 0;
  for (let p = first, end = (box.y + box.height) * width; p < end; p++) {
    if (labels[p] === label) sum += plane[p];
  }
  return sum / area;
}

/**
 * 1 where a pixel differs little from the next to the right and below: a sharp edge is one pixel wide, so that what is
 * written close to the sheet's edge stays apart from it.
 */
function flatPixels({ plane, width, height }: Thumbnail): Uint8Array {
  const steps = new Float32Array(plane.length);
  for (let y = 0, p = 0; y < height; y++) {
    for (const end = p + width - 1; p < end; p++) steps[p] = Math.abs(plane[p + 1] - plane[p]);
    p++;
  }
  for (let p = 0, below = width; below < plane.length; p++, below++) {
    const down = Math.abs(plane[below] - plane[p]);
    if (down > steps[p]) steps[p] = down;
  }
  const most = Math.max(LEAST_STEP, USUAL_STEPS * quantile(steps, 0.5));
  const flat = new Uint8Array(steps.length);
  for (let p = 0; p < steps.length; p++) if (steps[p] <= most) flat[p] = 1;
  return flat;
}
