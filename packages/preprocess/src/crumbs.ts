/** What belongs to a digit in a drawing without a fault: its faintest edges, and crumbs of ink near it. */
import { findComponents, labelMask } from "./components.js";
import type { Extraction } from "./extract.js";
import type { Box } from "./picture.js";
import { type Group, sizeOf, unite } from "./select.js";

/** Crumbs lie no farther from the digit than this share of its size. */
const NEAR = 0.5;
/** Their ink as a share of the digit's: the least is that of a pixel of an MNIST image, more may be another digit. */
const LEAST_INK = 0.0015;
const MOST_INK = 0.35;
/** More of them are dirt. */
const MOST_CRUMBS = 4;

/**
 * The digit with all ink that is connected with it, however faint, and the crumbs near it; in `extraction.labels` they
 * get its label.
 *
 * @param apart groups of components that are none of it
 */
export function withCrumbs({ contrast, labels, levels }: Extraction, digit: Group, apart: Group[]): Group {
  const { data, width, height } = contrast;
  const window = around(digit.box, Math.round(NEAR * sizeOf(digit.box)), width, height);
  const ink = cut(data, width, window);
  if (apart.length > 0) {
    const isApart = labelMask(apart.flatMap(({ components }) => components));
    forInk(ink, window, width, (i, p) => {
      if (isApart[labels[p]] === 1) ink[i] = 0;
    });
  }
  const found = findComponents(ink, window.width, window.height, 1);
  const isMember = labelMask(digit.components);
  const isOwn = new Uint8Array(found.components.length + 1);
  forInk(ink, window, width, (i, p) => {
    if (isMember[labels[p]] === 1) isOwn[found.labels[i]] = 1;
  });
  const own = found.components.filter((c) => isOwn[c.label] === 1 && c.edgePixels === 0);
  const crumbs = found.components.filter(
    ({ label, peak, mass, edgePixels }) =>
      isOwn[label] === 0 &&
      edgePixels === 0 &&
      peak >= levels.low &&
      mass >= LEAST_INK * digit.mass &&
      mass <= MOST_INK * digit.mass,
  );
  const added = crumbs.length <= MOST_CRUMBS ? [...own, ...crumbs] : own;
  const isAdded = labelMask(added);
  const [{ label }] = digit.components;
  forInk(ink, window, width, (i, p) => {
    if (isAdded[found.labels[i]] === 1 && isMember[labels[p]] !== 1) labels[p] = label;
  });
  const box = added.reduce(
    (all, c) => unite(all, { ...c.box, x: c.box.x + window.x, y: c.box.y + window.y }),
    digit.box,
  );
  return { ...digit, box };
}

/** The part of a plane that a window shows. */
function cut(plane: Uint8Array, stride: number, { x, y, width, height }: Box): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (y + row) * stride + x;
    out.set(plane.subarray(start, start + width), row * width);
  }
  return out;
}

/** Calls `visit` with the place of each inked pixel in the window and in the picture. */
function forInk(
  ink: Uint8Array,
  { x, y, width, height }: Box,
  stride: number,
  visit: (inWindow: number, inPicture: number) => void,
): void {
  for (let row = 0, i = 0; row < height; row++) {
    for (let p = (y + row) * stride + x, end = p + width; p < end; p++, i++) if (ink[i] > 0) visit(i, p);
  }
}

/** A box with a margin, inside the picture. */
function around(box: Box, margin: number, width: number, height: number): Box {
  const x = Math.max(0, box.x - margin);
  const y = Math.max(0, box.y - margin);
  return {
    x,
    y,
    width: Math.min(width, box.x + box.width + margin) - x,
    height: Math.min(height, box.y + box.height + margin) - y,
  };
}
