import type { Box } from "./picture.js";

/** One connected set of ink pixels. */
export interface Component {
  /** Its number in the label plane, from 1. */
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

/**
 * The 8-connected components of the pixels with `plane >= threshold`, in two passes with union-find
 * (Rosenfeld and Pfaltz 1966).
 */
export function findComponents(
  plane: ArrayLike<number>,
  width: number,
  height: number,
  threshold: number,
): Components {
  const labels = new Int32Array(width * height);
  const parents = [0];
  const find = (label: number): number => {
    let root = label;
    while (parents[root] !== root) root = parents[root];
    while (parents[label] !== root) {
      const next = parents[label];
      parents[label] = root;
      label = next;
    }
    return root;
  };
  const join = (a: number, b: number): number => {
    if (a === b || b === 0) return a;
    if (a === 0) return b;
    const rootA = find(a);
    const rootB = find(b);
    if (rootA < rootB) parents[rootB] = rootA;
    else parents[rootA] = rootB;
    return Math.min(rootA, rootB);
  };
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (!(plane[p] >= threshold)) continue;
      let label = x > 0 ? labels[p - 1] : 0;
      if (y > 0) {
        const up = p - width;
        // A neighbor straight above touches both upper diagonals already.
        if (labels[up] > 0) label = join(label, labels[up]);
        else {
          if (x > 0) label = join(label, labels[up - 1]);
          if (x + 1 < width) label = join(label, labels[up + 1]);
        }
      }
      if (label === 0) {
        label = parents.length;
        parents.push(label);
      }
      labels[p] = label;
    }
  }
  return { labels, components: measure(plane, labels, width, height, parents, find) };
}

/** Renumbers the labels 1, 2, ... in scan order and gathers each component's measures. */
function measure(
  plane: ArrayLike<number>,
  labels: Int32Array,
  width: number,
  height: number,
  parents: number[],
  find: (label: number) => number,
): Component[] {
  const numbers = new Int32Array(parents.length);
  const components: Component[] = [];
  const right: number[] = [];
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (labels[p] === 0) continue;
      const root = find(labels[p]);
      if (numbers[root] === 0) {
        components.push({
          label: components.length + 1,
          box: { x, y, width: 1, height: 1 },
          area: 0,
          mass: 0,
          peak: 0,
          edgePixels: 0,
          outline: 0,
        });
        right.push(x);
        numbers[root] = components.length;
      }
      const label = numbers[root];
      labels[p] = label;
      const component = components[label - 1];
      const { box } = component;
      if (x < box.x) box.x = x;
      if (x > right[label - 1]) right[label - 1] = x;
      box.height = y - box.y + 1;
      component.area++;
      component.mass += plane[p];
      if (plane[p] > component.peak) component.peak = plane[p];
      component.outline +=
        Number(x === 0 || labels[p - 1] === 0) +
        Number(x === width - 1 || labels[p + 1] === 0) +
        Number(y === 0 || labels[p - width] === 0) +
        Number(y === height - 1 || labels[p + width] === 0);
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) component.edgePixels++;
    }
  }
  for (const [i, component] of components.entries()) component.box.width = right[i] - component.box.x + 1;
  return components;
}

/** The mean thickness in pixels of what has this area and outline: a stroke's outline runs along both its sides. */
export function thicknessOf(area: number, outline: number): number {
  return (2 * area) / lengthOf(outline);
}

/** The length of an outline of that many pixel sides: times pi / 4, which is right on average over all directions. */
export function lengthOf(outline: number): number {
  return (outline * Math.PI) / 4;
}
