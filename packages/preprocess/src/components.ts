import type { Box } from "./picture.js";

/** One connected set of ink pixels. */
export interface Component {
  /** Its number in the label plane, from 1 in scan order. */
  label: number;
  box: Box;
  /** Pixels. */
  area: number;
  /** The sum of their contrast. */
  mass: number;
  /** The highest contrast in it. */
  peak: number;
  /** How many of its pixels lie on the picture's edge. */
  edgePixels: number;
  /** How many pixel sides separate it from the background or the outside. */
  outline: number;
}

/** `labels[y * width + x]` is 0 for background, else the number of the component there. */
export interface Components {
  labels: Int32Array;
  components: Component[];
}

/** 1 at the labels of the components, 0 at smaller ones. */
export function labelMask(components: readonly Component[]): Uint8Array {
  const mask = new Uint8Array(1 + Math.max(0, ...components.map((c) => c.label)));
  for (const { label } of components) mask[label] = 1;
  return mask;
}

/** The marked runs of all rows, in scan order: run `r` covers the pixels `starts[r]` to `ends[r] - 1` of the plane. */
interface Runs {
  starts: number[];
  ends: number[];
  /** The first run of each row, and the number of all runs at the end. */
  rows: Int32Array;
}

/**
 * The connected components of the pixels with `plane >= threshold`: runs of pixels along the rows are joined with those
 * they touch in the row above, by union-find (He, Chao and Suzuki 2008, "A run-based two-scan labeling algorithm").
 *
 * @param neighbors 8 when pixels that meet at a corner are connected, 4 when only those that share a side are
 */
export function findComponents(
  plane: Uint8Array,
  width: number,
  height: number,
  threshold: number,
  neighbors: 4 | 8 = 8,
): Components {
  const runs = findRuns(plane, width, height, threshold);
  const { parents, covered } = joinRuns(runs, width, height, neighbors === 8 ? 1 : 0);
  return measure(plane, width, height, runs, parents, covered);
}

function findRuns(plane: Uint8Array, width: number, height: number, threshold: number): Runs {
  const starts: number[] = [];
  const ends: number[] = [];
  const rows = new Int32Array(height + 1);
  const least = Math.ceil(threshold);
  for (let y = 0, p = 0; y < height; y++) {
    const end = p + width;
    while (p < end) {
      while (p < end && plane[p] < least) p++;
      if (p === end) break;
      starts.push(p);
      while (p < end && plane[p] >= least) p++;
      ends.push(p);
    }
    rows[y + 1] = starts.length;
  }
  return { starts, ends, rows };
}

/**
 * Joins the runs of neighboring rows that overlap when one of them is `reach` pixels longer at both ends. Gives each
 * run's parent, the first run of a component being its own, and how many pixel sides it shares with the row above.
 */
function joinRuns({ starts, ends, rows }: Runs, width: number, height: number, reach: number) {
  const parents = new Int32Array(starts.length);
  for (let run = 0; run < parents.length; run++) parents[run] = run;
  const covered = new Int32Array(starts.length);
  for (let y = 1; y < height; y++) {
    for (let above = rows[y - 1], run = rows[y]; above < rows[y] && run < rows[y + 1]; ) {
      const shared = Math.min(ends[above] + width, ends[run]) - Math.max(starts[above] + width, starts[run]);
      if (shared > -reach) join(parents, above, run);
      if (shared > 0) covered[run] += shared;
      if (ends[above] + width < ends[run]) above++;
      else run++;
    }
  }
  return { parents, covered };
}

function join(parents: Int32Array, a: number, b: number): void {
  const rootA = find(parents, a);
  const rootB = find(parents, b);
  if (rootA < rootB) parents[rootB] = rootA;
  else parents[rootA] = rootB;
}

/** The first run of a run's component; the way to it is shortened. */
function find(parents: Int32Array, run: number): number {
  while (parents[run] !== run) {
    parents[run] = parents[parents[run]];
    run = parents[run];
  }
  return run;
}

/** Numbers the components in scan order, labels their pixels and gathers their measures. */
function measure(
  plane: Uint8Array,
  width: number,
  height: number,
  { starts, ends, rows }: Runs,
  parents: Int32Array,
  covered: Int32Array,
): Components {
  const labels = new Int32Array(width * height);
  const components: Component[] = [];
  const numbers = new Int32Array(starts.length);
  for (let y = 0; y < height; y++) {
    for (let run = rows[y]; run < rows[y + 1]; run++) {
      const root = find(parents, run);
      if (root === run) numbers[run] = components.push(emptyComponent(components.length + 1));
      const component = components[numbers[root] - 1];
      const left = starts[run] - y * width;
      const length = ends[run] - starts[run];
      const sides = Number(left === 0) + Number(left + length === width);
      component.edgePixels += y > 0 && y < height - 1 ? Math.min(sides, length) : length;
      component.outline += 2 + 2 * (length - covered[run]);
      extend(component, plane, left, y, starts[run], ends[run]);
      labels.fill(component.label, starts[run], ends[run]);
    }
  }
  return { labels, components };
}

/** A component that has no pixels yet. */
export function emptyComponent(label: number): Component {
  const box = { x: 0, y: 0, width: 0, height: 0 };
  return { label, box, area: 0, mass: 0, peak: 0, edgePixels: 0, outline: 0 };
}

/** Adds the pixels `start` to `end - 1` of the plane, at `x` and `y` and not above the others, to all but the edges. */
export function extend(
  component: Component,
  plane: Uint8Array,
  x: number,
  y: number,
  start: number,
  end: number,
): void {
  const { box } = component;
  const right = Math.max(box.x + box.width, x + end - start);
  if (component.area === 0) box.y = y;
  box.x = component.area === 0 ? x : Math.min(box.x, x);
  box.width = right - box.x;
  box.height = y - box.y + 1;
  component.area += end - start;
  for (let p = start; p < end; p++) {
    component.mass += plane[p];
    if (plane[p] > component.peak) component.peak = plane[p];
  }
}

/** The mean thickness in pixels of what has this area and outline: a stroke's outline runs along both its sides. */
export function thicknessOf(area: number, outline: number): number {
  return (2 * area) / lengthOf(outline);
}

/** The length of an outline of that many pixel sides: times pi / 4, which is right on average over all directions. */
export function lengthOf(outline: number): number {
  return (outline * Math.PI) / 4;
}
