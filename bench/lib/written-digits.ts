import type { Samples } from "@mnist/model";
import { Random } from "@mnist/random";
import { SIZE, stroke } from "./ink.js";

/**
 * Digits in the ways of writing that MNIST's American writers of the 1990s seldom or never used: ones with an
 * upstroke or a foot, sevens with a bar or a serif, slashed zeros, fours closed at the top, nines with a straight
 * leg ... Each way is a few strokes through points, moved at random.
 */

type Point = [x: number, y: number];

/** A line of the pen: straight from point to point, or a smooth curve through them. Height 1, y downward. */
interface Stroke {
  points: Point[];
  smooth?: boolean;
}

/** A way of writing a digit: its strokes, and how wide it is beside its height. */
interface Way {
  strokes: Stroke[];
  width: [least: number, most: number];
}

const line = (...points: Point[]): Stroke => ({ points });
const curve = (...points: Point[]): Stroke => ({ points, smooth: true });
const way = (width: Way["width"], ...strokes: Stroke[]): Way => ({ width, strokes });

const ROUND: Way["width"] = [0.45, 0.95];
const oval = curve(
  [0.5, 0],
  [0.12, 0.2],
  [0, 0.55],
  [0.2, 0.93],
  [0.5, 1],
  [0.85, 0.9],
  [1, 0.5],
  [0.85, 0.12],
  [0.45, 0.01],
);

const WAYS: Way[][] = [
  [way(ROUND, oval), way(ROUND, oval), way(ROUND, oval, line([0.85, 0.1], [0.15, 0.9]))],
  [
    way([0.25, 0.5], line([0, 0.3], [0.9, 0], [0.9, 1])),
    way([0.3, 0.7], line([0, 0.45], [0.95, 0], [0.95, 1])),
    way([0.3, 0.65], line([0.1, 0.25], [0.5, 0], [0.5, 1]), line([0, 1], [1, 1])),
    way([0.35, 0.75], line([0.05, 0.4], [0.55, 0], [0.55, 1]), line([0.05, 1], [1, 1])),
    way([0.35, 0.6], line([0.5, 0], [0.5, 1]), line([0, 1], [1, 1])),
    way([0.2, 0.45], curve([0, 0.35], [0.55, 0.15], [0.95, 0], [0.97, 0.4], [0.95, 1])),
    way([0.06, 0.12], line([0.5, 0], [0.5, 1])),
  ],
  [
    way(
      ROUND,
      curve([0.05, 0.25], [0.35, 0], [0.85, 0.08], [0.9, 0.35], [0.5, 0.7], [0, 1]),
      line([0, 1], [1, 1]),
    ),
    way(
      ROUND,
      curve(
        [0.05, 0.2],
        [0.45, 0],
        [0.9, 0.2],
        [0.6, 0.65],
        [0.1, 0.97],
        [0.08, 0.82],
        [0.3, 0.82],
        [0.65, 1],
        [1, 0.9],
      ),
    ),
    way(ROUND, line([0.05, 0], [0.95, 0], [0, 1], [1, 1])),
  ],
  [
    way(
      ROUND,
      curve([0.05, 0.1], [0.5, 0], [0.9, 0.22], [0.35, 0.46]),
      curve([0.35, 0.46], [1, 0.68], [0.6, 1], [0, 0.9]),
    ),
    way(ROUND, line([0.05, 0], [0.9, 0], [0.4, 0.4]), curve([0.4, 0.4], [1, 0.65], [0.6, 1], [0, 0.9])),
  ],
  [
    way(ROUND, line([0.7, 0], [0, 0.65], [1, 0.65]), line([0.7, 0], [0.7, 1])),
    way(ROUND, line([0.15, 0], [0.05, 0.55], [1, 0.55]), line([0.75, 0.15], [0.75, 1])),
    way(ROUND, line([0.35, 0], [0, 0.6], [1, 0.6]), line([0.7, 0.35], [0.7, 1])),
  ],
  [
    way(
      ROUND,
      line([0.95, 0], [0.15, 0], [0.1, 0.45]),
      curve([0.1, 0.45], [0.6, 0.36], [1, 0.65], [0.65, 1], [0, 0.9]),
    ),
    way(
      ROUND,
      line([0.2, 0.05], [0.12, 0.45]),
      line([0.2, 0], [1, 0]),
      curve([0.12, 0.45], [0.6, 0.36], [1, 0.68], [0.6, 1], [0, 0.92]),
    ),
  ],
  [
    way(
      ROUND,
      curve([0.8, 0], [0.3, 0.3], [0, 0.7], [0.35, 1], [0.95, 0.85], [0.8, 0.55], [0.35, 0.52], [0.05, 0.75]),
    ),
    way(
      [0.4, 0.7],
      line([0.6, 0], [0.05, 0.7]),
      curve([0.05, 0.7], [0.3, 1], [0.9, 0.95], [0.95, 0.65], [0.5, 0.52], [0.08, 0.72]),
    ),
  ],
  [
    way(ROUND, line([0, 0], [1, 0], [0.35, 1]), line([0.3, 0.5], [0.85, 0.5])),
    way(ROUND, line([0, 0.15], [0, 0], [1, 0], [0.4, 1])),
    way(ROUND, line([0, 0.12], [0.03, 0], [1, 0], [0.45, 1]), line([0.35, 0.52], [0.9, 0.48])),
    way(ROUND, line([0, 0], [1, 0]), curve([1, 0], [0.6, 0.45], [0.45, 1])),
    way(ROUND, line([0, 0], [1, 0], [0.4, 1])),
  ],
  [
    way(
      ROUND,
      curve(
        [0.85, 0.12],
        [0.5, 0],
        [0.15, 0.2],
        [0.5, 0.46],
        [0.95, 0.75],
        [0.5, 1],
        [0.05, 0.78],
        [0.45, 0.48],
        [0.9, 0.18],
      ),
    ),
    way(
      ROUND,
      curve([0.5, 0], [0.15, 0.2], [0.5, 0.46], [0.85, 0.22], [0.5, 0]),
      curve([0.5, 0.46], [0, 0.74], [0.5, 1], [1, 0.74], [0.5, 0.46]),
    ),
  ],
  [
    way(
      ROUND,
      curve([0.95, 0.18], [0.55, 0], [0.05, 0.25], [0.4, 0.52], [0.95, 0.2]),
      line([0.95, 0.1], [0.9, 1]),
    ),
    way(
      ROUND,
      curve(
        [0.95, 0.2],
        [0.5, 0],
        [0.05, 0.27],
        [0.45, 0.54],
        [0.95, 0.25],
        [0.95, 0.7],
        [0.65, 1],
        [0.1, 0.92],
      ),
    ),
    way(
      [0.4, 0.7],
      curve([0.95, 0.22], [0.5, 0], [0.05, 0.25], [0.5, 0.5], [0.95, 0.22]),
      line([0.95, 0.22], [0.45, 1]),
    ),
  ],
];

/** Of the digits with ways of writing that differ most from MNIST's, more are made. */
const DIGITS = [0, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 7, 8, 9];
/** The longer side of the box that MNIST's digits are fitted into, in pixels. */
const BOX = 20;

/** `count` images in MNIST's format, with their digits as labels. */
export function writtenDigits(count: number, seed: number): Samples {
  const images = new Uint8Array(count * SIZE * SIZE);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const random = new Random(seed, "written digits").lane(n);
    labels[n] = DIGITS[random.integer(DIGITS.length)];
    const ways = WAYS[labels[n]];
    write(ways[random.integer(ways.length)], random, images.subarray(n * SIZE * SIZE, (n + 1) * SIZE * SIZE));
  }
  return { images, labels };
}

function write({ strokes, width }: Way, random: Random, image: Uint8Array): void {
  const radius = random.uniform(0.7, 2.2);
  const [wide, slant, turn] = [random.uniform(...width), random.uniform(-0.15, 0.35), random.normal(0, 0.06)];
  const unsteadiness = random.uniform(0.005, 0.045);
  const place = ([x, y]: Point): Point => {
    const across = (x - 0.5) * wide + random.normal(0, unsteadiness) - (y - 0.5) * slant;
    const down = y - 0.5 + random.normal(0, unsteadiness);
    return [across * Math.cos(turn) - down * Math.sin(turn), across * Math.sin(turn) + down * Math.cos(turn)];
  };
  const drawn = strokes.map(({ points, smooth }) => {
    const placed = points.map(place);
    return smooth ? smoothed(placed) : placed;
  });
  const fit = fitted(drawn.flat(), radius);
  for (const points of drawn) stroke(image, points.map(fit), radius);
}

/** Moves and scales points so that the ink fills MNIST's box, its mean at the image's center. */
function fitted(points: Point[], radius: number): (point: Point) => Point {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const extent = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const scale = (BOX - 1 - 2 * radius) / extent;
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Between the box's middle and the points' mean: near the center of mass, and always inside the image.
  const [cx, cy] = [xs, ys].map((values) => (middle(values) + average(values)) / 2);
  return ([x, y]) => [(x - cx) * scale + SIZE / 2 - 0.5, (y - cy) * scale + SIZE / 2 - 0.5];
}

/** A Catmull-Rom spline through the points. */
function smoothed(points: Point[]): Point[] {
  const pieces = 8;
  const at = (i: number) => points[Math.min(Math.max(i, 0), points.length - 1)];
  const path: Point[] = [points[0]];
  for (let i = 0; i + 1 < points.length; i++) {
    for (let k = 1; k <= pieces; k++) path.push(between(at(i - 1), at(i), at(i + 1), at(i + 2), k / pieces));
  }
  return path;
}

function between(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const mix = (i: 0 | 1) =>
    b[i] +
    0.5 *
      t *
      (c[i] - a[i] + t * (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i] + t * (3 * (b[i] - c[i]) + d[i] - a[i])));
  return [mix(0), mix(1)];
}
