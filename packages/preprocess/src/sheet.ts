/**
 * The surface that was written on, where it is only a part of the picture: a sheet on a desk, a note, the canvas
 * in a screenshot, a form's box.
 */
import { findComponents } from "./components.js";
import type { Box, GrayImage } from "./picture.js";
import { quantile } from "./quantile.js";
import { evaluate, fitSurface } from "./shading.js";
import { findSurfaces, levelOf, type Surface } from "./surfaces.js";
import type { Thumbnail } from "./thumbnail.js";

/** The smallest sheet, as a share of the picture, and of the largest sheet beside it. */
const LEAST_AREA = 0.04;
const LEAST_OF_LARGEST = 0.25;
/** The share of its smallest rectangle that a sheet covers, askew or in perspective; an ellipse covers 0.785. */
const LEAST_RECTANGULAR = 0.83;
/** The height of what is written, as a share of the sheet's shorter side. */
const LEAST_WRITING = 0.2;
/** What is around a sheet differs from it by at least so many levels, but for this share. */
const LEAST_DIFFERENCE = 12;
const MOST_ALIKE = 0.15;
/** A surface that covers this share of the picture is the picture. */
const WHOLE = 0.97;

/** A surface with what is written on it, on the grid of the small picture. */
interface Sheet {
  /** 1 inside the surface's outline, what is written included. */
  mask: Uint8Array;
  /** 1 on the surface itself. */
  paper: Uint8Array;
  area: number;
  /** The pixel of the surface that comes first in scan order. */
  first: number;
}

/**
 * Replaces what lies around the sheet by paper. The picture itself comes back when all of it is one surface, or no
 * part of it is rectangular and holds writing.
 *
 * @param small the picture's thumbnail, on which sheets are looked for
 */
export function coverSurroundings(gray: GrayImage, small: Thumbnail): GrayImage {
  const sheets = findSheets(small);
  if (sheets.length === 0) return gray;
  const mask = new Uint8Array(small.plane.length);
  const paper = new Float32Array(small.plane.length);
  for (const sheet of sheets) {
    for (let p = 0; p < mask.length; p++) {
      mask[p] |= sheet.mask[p];
      paper[p] = Math.max(paper[p], sheet.paper[p]);
    }
  }
  return cover(gray, small, mask, paper);
}

/** The innermost surfaces with writing on them; none when that is the whole picture. */
function findSheets(small: Thumbnail): Sheet[] {
  const { width, height } = small;
  const pixels = width * height;
  const { labels, surfaces } = findSurfaces(small, LEAST_AREA * pixels);
  const sheets = surfaces
    // What lies around everything is no sheet on something else.
    .filter(({ around }) => !around)
    .map((surface) => ({ surface, sheet: sheetOf(surface, labels, width, height) }))
    .filter(
      ({ surface, sheet }) => sheet && liesOnOthers(levelOf(surface, labels, small), sheet, small.plane),
    )
    .map(({ sheet }) => sheet as Sheet);
  const inner = sheets.filter((sheet) => !sheets.some((other) => other !== sheet && sheet.mask[other.first]));
  const largest = Math.max(0, ...inner.map(({ area }) => area));
  return inner.filter(({ area }) => area >= LEAST_OF_LARGEST * largest && area < WHOLE * pixels);
}

/** Whether what lies around a sheet differs from its level: paper beyond a line of writing is the same paper. */
function liesOnOthers(level: number, { mask }: Sheet, plane: Float32Array): boolean {
  let around = 0;
  let alike = 0;
  for (let p = 0; p < plane.length; p++) {
    if (mask[p] === 1) continue;
    around++;
    if (Math.abs(plane[p] - level) < LEAST_DIFFERENCE) alike++;
  }
  return alike <= MOST_ALIKE * around;
}

/** A surface with its holes filled, if it is rectangular and something of a digit's height is in a hole. */
function sheetOf(surface: Surface, labels: Int32Array, stride: number, rows: number): Sheet | undefined {
  const { box, label, first } = surface;
  // With a margin, so that what is outside is connected.
  const [width, height] = [box.width + 2, box.height + 2];
  const other = new Uint8Array(width * height).fill(1);
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      if (labels[(box.y + y) * stride + box.x + x] === label) other[(y + 1) * width + x + 1] = 0;
    }
  }
  const found = findComponents(other, width, height, 1);
  const outside = found.labels[0];
  const holes = found.components.filter((hole) => hole.label !== outside);
  const tallest = Math.max(0, ...holes.map((hole) => hole.box.height));
  if (tallest < LEAST_WRITING * Math.min(box.width, box.height)) return undefined;
  const mask = new Uint8Array(stride * rows);
  const paper = new Uint8Array(labels.length);
  for (let p = 0; p < paper.length; p++) if (labels[p] === label) paper[p] = 1;
  let area = 0;
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      if (found.labels[(y + 1) * width + x + 1] === outside) continue;
      mask[(box.y + y) * stride + box.x + x] = 1;
      area++;
    }
  }
  return area >= LEAST_RECTANGULAR * rectangleAround(mask, box, stride)
    ? { mask, paper, area, first }
    : undefined;
}

/** The area of the smallest rectangle around a mask, turned by up to 20 degrees. */
function rectangleAround(mask: Uint8Array, box: Box, stride: number): number {
  const points: [number, number][] = [];
  for (let y = box.y; y < box.y + box.height; y++) {
    const row = mask.subarray(y * stride, (y + 1) * stride);
    points.push(
      [row.indexOf(1), y],
      [row.lastIndexOf(1) + 1, y],
      [row.indexOf(1), y + 1],
      [row.lastIndexOf(1) + 1, y + 1],
    );
  }
  let least = Number.POSITIVE_INFINITY;
  for (let slope = -0.36; slope <= 0.361; slope += 0.03) {
    const scale = 1 / (1 + slope * slope);
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const [x, y] of points) {
      left = Math.min(left, x + slope * y);
      right = Math.max(right, x + slope * y);
      top = Math.min(top, y - slope * x);
      bottom = Math.max(bottom, y - slope * x);
    }
    least = Math.min(least, (right - left) * (bottom - top) * scale);
  }
  return least;
}

/** The picture with a smooth surface through the sheet's paper put where the mask is 0. */
function cover(gray: GrayImage, small: Thumbnail, mask: Uint8Array, weights: Float32Array): GrayImage {
  const { data, width, height } = gray;
  const levels = small.plane.filter((_, p) => weights[p] > 0);
  const [darkest, brightest] = [quantile(levels, 0.02), quantile(levels, 0.98)];
  const coefficients = fitSurface(small.plane, weights, small.width, small.height);
  if (!coefficients) return gray;
  const surface = evaluate(coefficients, small.width, small.height);
  const out = data.slice();
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor((y * small.height) / height) * small.width;
    for (let x = 0; x < width; x++, i++) {
      const p = row + Math.floor((x * small.width) / width);
      if (mask[p] === 0) out[i] = Math.min(Math.max(surface[p], darkest), brightest) + 0.5;
    }
  }
  return { data: out, width, height };
}
