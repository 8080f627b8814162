/** Telling scribbles from digits by how far the pen went and how many loops it made. */
import { findComponents, lengthOf } from "./components.js";
import { type Group, sizeOf } from "./select.js";

/** The longest way of a pen in a digit, in digit sizes; MNIST's longest is 3.5, rough strokes measure more. */
const LONGEST_STROKE = 5.2;
/** Below this length it is no scribble, however many specks the pen left blank. */
const SHORT_STROKE = 3.2;
/** An 8 has two loops, MNIST's most ornate digits three. */
const MOST_LOOPS = 3;
/** Smaller holes, as a share of the squared size, are gaps in rough ink. */
const LEAST_LOOP = 0.002;

/**
 * Whether a group is a scribble: too long a line for its size, or too many loops.
 *
 * @param digits how many touching digits the group may be
 */
export function isScribble(group: Group, labels: Int32Array, stride: number, digits = 1): boolean {
  const length = lengthOf(group.outline) / 2 / sizeOf(group.box);
  if (length < SHORT_STROKE) return false;
  return length > LONGEST_STROKE || countLoops(group, labels, stride) > MOST_LOOPS * digits;
}

/** The background regions that the group encloses. */
function countLoops({ box, components }: Group, labels: Int32Array, stride: number): number {
  const members = new Set(components.map((c) => c.label));
  const width = box.width + 2;
  const height = box.height + 2;
  const paper = new Uint8Array(width * height).fill(1);
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      if (members.has(labels[(box.y + y) * stride + box.x + x])) paper[(y + 1) * width + x + 1] = 0;
    }
  }
  const least = LEAST_LOOP * sizeOf(box) ** 2;
  const regions = findComponents(paper, width, height, 1).components;
  return regions.filter(({ edgePixels, area }) => edgePixels === 0 && area >= least).length;
}
