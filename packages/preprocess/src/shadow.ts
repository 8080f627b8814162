/** Telling strokes from the edges of shadows. */
import { type Component, thicknessOf } from "./components.js";
import type { Polarity } from "./illumination.js";
import type { GrayImage } from "./picture.js";

/** About so many of a component's pixels are looked at. */
const SAMPLES = 400;
/** At a stroke most pixels have paper on two opposite sides, at a shadow's edge on one. */
const LEAST_SHARE = 0.35;
const LEAST_STEP = 0.35;

/**
 * Whether a component is a stroke: across it, paper lies on both sides. At the edge of a hard shadow, where the
 * estimated paper is still bright and the picture already dark, it lies on one.
 *
 * @param blur how far the estimated paper reaches over a shadow's edge, in pixels
 */
export function isStroke(
  gray: GrayImage,
  contrast: Uint8Array,
  labels: Int32Array,
  component: Component,
  polarity: Polarity,
  blur: number,
): boolean {
  const { data, width, height } = gray;
  const sign = polarity === "dark-on-light" ? 1 : -1;
  const reach = Math.round(thicknessOf(component.area, component.outline) + blur);
  const every = Math.max(1, Math.floor(component.area / SAMPLES));
  let seen = 0;
  let passed = 0;
  const { box } = component;
  let count = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const p = y * width + x;
      if (labels[p] !== component.label || count++ % every !== 0 || contrast[p] < 0.5 * component.peak)
        continue;
      seen++;
      const step = LEAST_STEP * (contrast[p] / 255) * (sign > 0 ? data[p] : 255 - data[p]);
      const across = (before: number, after: number) =>
        Math.min(sign * (data[before] - data[p]), sign * (data[after] - data[p])) > Math.max(2, step);
      const left = x - reach >= 0 ? p - reach : p + reach;
      const right = x + reach < width ? p + reach : p - reach;
      const up = y - reach >= 0 ? p - reach * width : p + reach * width;
      const down = y + reach < height ? p + reach * width : p - reach * width;
      if (across(left, right) || across(up, down)) passed++;
    }
  }
  return passed >= LEAST_SHARE * seen;
}
