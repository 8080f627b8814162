/** Cutting digits that touch along seams: ways from top to bottom through as little ink as possible. */
import type { Component } from "./components.js";
import type { Extraction } from "./extract.js";
import { type Group, groupOf } from "./select.js";

/** Seams to try in one group. */
const MOST_CUTS = 6;
/** Digits are at least this wide, in heights. */
const LEAST_WIDTH = 0.15;

/**
 * Cuts a group into pieces from left to right at up to six seams; the pieces get labels of their own in
 * `extraction.labels`.
 */
export function cutAtSeams(extraction: Extraction, group: Group, height: number): Group[] {
  const seams = findSeams(extraction, group, Math.max(3, LEAST_WIDTH * height));
  if (seams.length === 0) return [group];
  const { x: left, y: top, width, height: rows } = group.box;
  const { labels, contrast } = extraction;
  const members = new Set(group.components.map((c) => c.label));
  const firstLabel = nextLabel(labels);
  const pieces = Array.from({ length: seams.length + 1 }, (_, i) => emptyComponent(firstLabel + i));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const p = (top + y) * contrast.width + left + x;
      if (!members.has(labels[p])) continue;
      let piece = 0;
      while (piece < seams.length && x >= seams[piece][y]) piece++;
      labels[p] = firstLabel + piece;
      extend(pieces[piece], left + x, top + y, contrast.data[p]);
    }
  }
  return pieces.filter((piece) => piece.area > 0).map(groupOf);
}

function nextLabel(labels: Int32Array): number {
  let highest = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] > highest) highest = labels[i];
  return highest + 1;
}

function emptyComponent(label: number): Component {
  return {
    label,
    box: { x: 0, y: 0, width: 0, height: 0 },
    area: 0,
    mass: 0,
    peak: 0,
    edgePixels: 0,
    outline: 0,
  };
}

function extend(component: Component, x: number, y: number, contrast: number): void {
  const { box } = component;
  if (component.area === 0) Object.assign(box, { x, y, width: 1, height: 1 });
  const right = Math.max(box.x + box.width, x + 1);
  const bottom = Math.max(box.y + box.height, y + 1);
  box.x = Math.min(box.x, x);
  box.y = Math.min(box.y, y);
  box.width = right - box.x;
  box.height = bottom - box.y;
  component.area++;
  component.mass += contrast;
  component.peak = Math.max(component.peak, contrast);
}

/**
 * The cheapest seams, at least `apart` pixels from each other and from the sides: `seam[y]` is the first column
 * right of it. A seam moves by at most a pixel per row and pays for ink and, a little, for every sidestep.
 */
function findSeams({ contrast, labels, levels }: Extraction, group: Group, apart: number): Int32Array[] {
  const { x: left, y: top, width, height } = group.box;
  const members = new Set(group.components.map((c) => c.label));
  const cost = new Float32Array(width * height);
  const from = new Int8Array(width * height);
  const sidestep = 0.05;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = (top + y) * contrast.width + left + x;
      const ink = members.has(labels[p]) ? contrast.data[p] / levels.ink : 0;
      let best = 0;
      if (y > 0) {
        const above = (y - 1) * width + x;
        best = cost[above];
        if (x > 0 && cost[above - 1] + sidestep < best) {
          best = cost[above - 1] + sidestep;
          from[y * width + x] = -1;
        }
        if (x + 1 < width && cost[above + 1] + sidestep < best) {
          best = cost[above + 1] + sidestep;
          from[y * width + x] = 1;
        }
      }
      cost[y * width + x] = best + ink;
    }
  }
  const bottom = (height - 1) * width;
  const ends = Array.from({ length: width }, (_, x) => x).sort((a, b) => cost[bottom + a] - cost[bottom + b]);
  const seams: Int32Array[] = [];
  for (const end of ends) {
    if (seams.length === MOST_CUTS || cost[bottom + end] > 0.5 * height) break;
    const seam = new Int32Array(height);
    for (let y = height - 1, x = end; y >= 0; y--) {
      seam[y] = x;
      x += from[y * width + x];
    }
    const mean = seam.reduce((sum, x) => sum + x, 0) / height;
    const free = seams.every((other) => Math.abs(other.reduce((s, x) => s + x, 0) / height - mean) >= apart);
    if (mean >= apart && mean <= width - apart && free) seams.push(seam);
  }
  return seams.sort((a, b) => a[height >> 1] - b[height >> 1]);
}
