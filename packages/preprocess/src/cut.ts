/** Cutting digits that touch along seams: ways from top to bottom through as little ink as possible. */
import { emptyComponent, extend } from "./components.js";
import type { Extraction } from "./extract.js";
import { type Group, groupOf } from "./select.js";

/** A piece of a group, and how much ink the seam before it goes through, in group heights (0 for the first). */
export interface Piece {
  group: Group;
  cut: number;
}

/** A way from top to bottom: the first column right of it in each row, their mean, and the ink on it in pixels. */
interface Seam {
  columns: Int32Array;
  middle: number;
  ink: number;
}

/** Seams to try in one group. */
const MOST_CUTS = 7;
/** Digits are at least this wide, in heights. */
const LEAST_WIDTH = 0.12;
/** What a seam pays for a step to the side, in pixels of ink. */
const SIDESTEP = 0.2;
/** The most a seam may cost, in group heights. */
const MOST_INK = 0.7;

/**
 * Cuts a group into pieces from left to right at up to seven seams; the pieces get labels of their own in
 * `extraction.labels`.
 */
export function cutAtSeams(extraction: Extraction, group: Group, height: number): Piece[] {
  const seams = findSeams(extraction, group, Math.max(3, LEAST_WIDTH * height));
  if (seams.length === 0) return [{ group, cut: 0 }];
  const { x: left, y: top, width, height: rows } = group.box;
  const { labels, contrast } = extraction;
  const members = new Set(group.components.map((c) => c.label));
  const firstLabel = labels.reduce((highest, label) => Math.max(highest, label), 0) + 1;
  const pieces = Array.from({ length: seams.length + 1 }, (_, i) => emptyComponent(firstLabel + i));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const p = (top + y) * contrast.width + left + x;
      if (!members.has(labels[p])) continue;
      let piece = 0;
      while (piece < seams.length && x >= seams[piece].columns[y]) piece++;
      labels[p] = firstLabel + piece;
      extend(pieces[piece], contrast.data, left + x, top + y, p, p + 1);
    }
  }
  const inked = pieces
    .map((piece, i) => ({ group: groupOf(piece), cut: i > 0 ? seams[i - 1].ink / rows : 0 }))
    .filter((piece) => piece.group.area > 0);
  // A seam beside all ink has cut nothing.
  inked[0].cut = 0;
  return inked;
}

/**
 * The cheapest seams, at least `apart` pixels from each other and from the sides. A seam moves by at most a pixel
 * per row and pays for ink and, less, for every sidestep.
 */
function findSeams({ contrast, labels, levels }: Extraction, group: Group, apart: number): Seam[] {
  const { x: left, y: top, width, height } = group.box;
  const members = new Set(group.components.map((c) => c.label));
  const cost = new Float32Array(width * height);
  const from = new Int8Array(width * height);
  const inkAt = (x: number, y: number) => {
    const p = (top + y) * contrast.width + left + x;
    return members.has(labels[p]) ? Math.min(1, contrast.data[p] / levels.ink) : 0;
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      cost[i] = inkAt(x, y);
      if (y === 0) continue;
      const above = i - width;
      let best = cost[above];
      if (x > 0 && cost[above - 1] + SIDESTEP < best) {
        best = cost[above - 1] + SIDESTEP;
        from[i] = -1;
      }
      if (x + 1 < width && cost[above + 1] + SIDESTEP < best) {
        best = cost[above + 1] + SIDESTEP;
        from[i] = 1;
      }
      cost[i] += best;
    }
  }
  const bottom = (height - 1) * width;
  const ends = Array.from({ length: width }, (_, x) => x).sort((a, b) => cost[bottom + a] - cost[bottom + b]);
  const seams: Seam[] = [];
  for (const end of ends) {
    if (seams.length === MOST_CUTS || cost[bottom + end] > MOST_INK * height) break;
    const columns = new Int32Array(height);
    let ink = 0;
    for (let y = height - 1, x = end; y >= 0; y--) {
      columns[y] = x;
      ink += inkAt(x, y);
      x += from[y * width + x];
    }
    const middle = columns.reduce((sum, x) => sum + x, 0) / height;
    const free = seams.every((other) => Math.abs(other.middle - middle) >= apart);
    if (middle >= apart && middle <= width - apart && free) seams.push({ columns, middle, ink });
  }
  return seams.sort((a, b) => a.middle - b.middle);
}
