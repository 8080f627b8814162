/** Telling strokes from shadows: their edges, creases, gleams. */
import type { Component } from "./components.js";
import type { Polarity } from "./illumination.js";
import type { GrayImage } from "./picture.js";

/** Paper lies outside this share of a stroke's outline; along the edge of a shadow it is one side of two. */
const LEAST_SHARE = 0.7;
/** What counts as outline without paper, of that too near to the picture's edge to be seen. */
const HIDDEN = 0.6;
/** Paper differs from the ink by at least this share of the component's own contrast. */
const LEAST_STEP = 0.35;
/** Smaller pictures are tight crops, in which a digit may reach several sides. */
const LEAST_ROOM = 64;

/** Light and shade change the paper by a smaller share than this; the faintest pencil does more. */
const MOST_SHADE = 0.25;

/**
 * Whether a component is light or shade: hardly darker or brighter than the paper beside it, and running from one of
 * the picture's sides to another, as creases, gleams and the shade of something outside do.
 */
export function isShade(
  { data, width, height }: GrayImage,
  labels: Int32Array,
  { box, label }: Component,
): boolean {
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const sides = [box.x === 0, box.y === 0, right === width, bottom === height].filter(Boolean).length;
  if (sides < 2 || Math.min(width, height) < LEAST_ROOM) return false;
  let [inside, marks, beside, paper] = [0, 0, 0, 0];
  for (let y = box.y; y < bottom; y++) {
    for (let p = y * width + box.x, end = y * width + right; p < end; p++) {
      if (labels[p] === label) {
        inside += data[p];
        marks++;
      } else if (labels[p] === 0) {
        beside += data[p];
        paper++;
      }
    }
  }
  const [darker, brighter] = [inside / marks, beside / Math.max(1, paper)].sort((a, b) => a - b);
  return paper > 0 && darker > (1 - MOST_SHADE) * brighter;
}

/**
 * Whether a component is a stroke: all around it the picture turns into paper. At the edge of a hard shadow,
 * where the estimated paper is still bright and the picture already dark, it does so on one side only.
 *
 * @param blur how far the estimated paper reaches over a shadow's edge, in pixels
 */
export function isStroke(
  gray: GrayImage,
  labels: Int32Array,
  component: Component,
  polarity: Polarity,
  blur: number,
): boolean {
  const { data, width, height } = gray;
  const { box, label, mass, area } = component;
  const level = polarity === "dark-on-light" ? (p: number) => data[p] : (p: number) => 255 - data[p];
  const contrast = mass / area / 255;
  // Ink takes the share `contrast` of the paper's light: paper - ink = ink * contrast / (1 - contrast).
  const factor = 1 + (LEAST_STEP * contrast) / Math.max(0.05, 1 - contrast);
  const reach = Math.ceil(blur) + 1;
  let sides = 0;
  let hidden = 0;
  let paper = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const p = y * width + x;
      if (labels[p] !== label) continue;
      look(p, -1, x);
      look(p, 1, width - 1 - x);
      look(p, -width, y);
      look(p, width, height - 1 - y);
    }
  }
  return paper >= LEAST_SHARE * (sides + HIDDEN * hidden);

  /** From a pixel on the outline outwards, where `room` pixels are left to the picture's edge. */
  function look(p: number, step: number, room: number): void {
    if (room < reach) {
      if (room === 0 || labels[p + step] !== label) hidden++;
      return;
    }
    const outside = p + reach * step;
    if (labels[p + step] === label || labels[outside] === label) return;
    let ink = level(p);
    // Enlarged pictures have edges as soft as this.
    for (let i = 1, q = p - step; i <= 3 * reach && labels[q] === label; i++, q -= step)
      ink = Math.min(ink, level(q));
    sides++;
    if (level(outside) > Math.max(ink * factor, ink + 2)) paper++;
  }
}
