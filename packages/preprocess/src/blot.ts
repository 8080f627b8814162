/** Telling blots, gleams and spots from digits by the largest circle that fits into them. */
import type { Extraction } from "./extract.js";
import { type Group, sizeOf } from "./select.js";
import { squaredDistance } from "./stroke.js";

/** Less ink than this share of the squared size leaves no room for a circle that large. */
const LEAST_INK = 0.4;
/** The widest circle in a digit, as a share of its size: but for one in 60,000 MNIST's reach 0.58, a disc 1. */
const WIDEST = 0.6;
/** The mask is looked at on a grid of this many pixels on a side. */
const SIDE = 40;

/** Whether a circle wider than any stroke fits into a group's ink, without the gray along its edges. */
export function isBlot(
  { box, area, components }: Group,
  { labels, contrast, levels }: Pick<Extraction, "labels" | "contrast" | "levels">,
): boolean {
  const size = sizeOf(box);
  if (area < LEAST_INK * size * size) return false;
  const members = new Set(components.map((c) => c.label));
  const cell = Math.max(1, size / SIDE);
  const width = Math.ceil(box.width / cell) + 2;
  const height = Math.ceil(box.height / cell) + 2;
  const mask = new Uint8Array(width * height);
  for (let j = 1; j < height - 1; j++) {
    const y = box.y + Math.floor((j - 0.5) * cell);
    for (let i = 1; i < width - 1; i++) {
      const x = box.x + Math.floor((i - 0.5) * cell);
      const inside = x < box.x + box.width && y < box.y + box.height;
      if (!inside) continue;
      const p = y * contrast.width + x;
      if (contrast.data[p] >= levels.high && members.has(labels[p])) mask[j * width + i] = 1;
    }
  }
  let deepest = 0;
  for (const squared of squaredDistance(mask, width, height, 0)) deepest = Math.max(deepest, squared);
  // The distance runs from center to center, half a pixel beyond the outline.
  return (2 * Math.sqrt(deepest) - 1) * cell > WIDEST * size;
}
