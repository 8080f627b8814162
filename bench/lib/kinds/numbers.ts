/** Several digits in one picture: numbers, columns, forms, drawn and photographed. */
import type { Picture } from "@mnist/preprocess";
import type { Random } from "@mnist/random";
import { boundsOf, place, type Segment } from "./pen.js";
import { INKS, PAPERS, photograph, rule } from "./photographed.js";
import { pick } from "./pick.js";
import { BLACK, type Color, Scene, WHITE } from "./scene.js";

/** Makes a picture of lines of digits, each given by the way of the pen; a pure function of its arguments. */
export type NumbersKind = {
  /** How many digits a line has, at least and at most. */
  digits: [number, number];
  lines: number;
  draw: (lines: Segment[][][], random: Random) => Picture | Promise<Picture>;
};

/** How a line is written; lengths as shares of a digit's height. */
interface Hand {
  /** The gap between the outlines of two digits. */
  gap: [number, number];
  /** The pen's width. */
  pen: [number, number];
  /** How much larger or smaller, higher or lower than the others a digit may be. */
  uneven?: number;
  /** The line's angle, in radians, at most. */
  slope?: number;
}

const MARGIN = 0.8;
const LINE_HEIGHT = 1.7;

/** The pen's way through all digits, a digit's height being `size` pixels, and how much room it takes. */
function write(lines: Segment[][][], random: Random, size: number, hand: Hand) {
  const radius = (size * random.uniform(...hand.pen)) / 2;
  const { uneven = 0.08, slope = 0 } = hand;
  const angle = random.uniform(-slope, slope);
  const digits: Segment[][] = [];
  let width = 0;
  for (const [n, line] of lines.entries()) {
    let x = MARGIN * size + random.uniform(0, 0.5 * size);
    for (const way of line) {
      const own = size * random.uniform(1 - uneven, 1 + uneven);
      const { left, right, top, bottom } = boundsOf(way);
      const scale = own / Math.max(0.6, bottom - top);
      const y = (MARGIN + 0.5 + n * LINE_HEIGHT + random.uniform(-uneven, uneven)) * size;
      const center = x + radius - left * scale;
      digits.push(place(way, { x: center, y: y + Math.tan(angle) * x, size: scale }));
      x = center + right * scale + radius + random.uniform(...hand.gap) * size;
    }
    width = Math.max(width, x + MARGIN * size);
  }
  const low = Math.min(...digits.map((digit) => boundsOf(digit).top)) - MARGIN * size * 0.7;
  const moved = digits.map((digit) => digit.map(([a, b, c, d]) => [a, b - low, c, d - low] as Segment));
  const height = Math.max(...moved.map((digit) => boundsOf(digit).bottom)) + MARGIN * size * 0.7;
  return { digits: moved, radius, width: Math.ceil(width), height: Math.ceil(height) };
}

function onCanvas(paper: Color, ink: Color, hand: Hand, [least, most] = [60, 200]): NumbersKind["draw"] {
  return (lines, random) => {
    const { digits, radius, width, height } = write(lines, random, random.uniform(least, most), hand);
    const scene = new Scene(width, height, paper);
    scene.stroke(digits.flat(), radius, ink);
    return scene.picture();
  };
}

/** Ink on paper; `prepare` rules the paper before it is written on. */
function onPaper(
  hand: Hand,
  prepare: (scene: Scene, written: ReturnType<typeof write>, random: Random) => void = () => {},
): NumbersKind["draw"] {
  return (lines, random) => {
    const written = write(lines, random, random.uniform(60, 130), hand);
    const scene = new Scene(written.width, written.height, pick(random, PAPERS));
    prepare(scene, written, random);
    scene.stroke(written.digits.flat(), written.radius, pick(random, INKS));
    return photograph(scene, random);
  };
}

const USUAL: Hand = { gap: [0.15, 0.4], pen: [0.06, 0.13] };
const PEN: Hand = { gap: [0.15, 0.4], pen: [0.04, 0.09], uneven: 0.12, slope: 0.05 };
const LIGHT_LINES: Color = [165, 185, 220];

export const numbers: Record<string, NumbersKind> = {
  "a number, drawn": { digits: [2, 5], lines: 1, draw: onCanvas(WHITE, BLACK, USUAL) },
  "white on black": { digits: [2, 5], lines: 1, draw: onCanvas(BLACK, WHITE, USUAL) },
  "thin line": { digits: [2, 5], lines: 1, draw: onCanvas(WHITE, BLACK, { ...USUAL, pen: [0.015, 0.04] }) },
  bold: { digits: [2, 4], lines: 1, draw: onCanvas(WHITE, BLACK, { ...USUAL, pen: [0.16, 0.22] }) },
  "close together": {
    digits: [2, 4],
    lines: 1,
    draw: onCanvas(WHITE, BLACK, { ...USUAL, gap: [0.02, 0.06] }),
  },
  touching: { digits: [2, 3], lines: 1, draw: onCanvas(WHITE, BLACK, { ...USUAL, gap: [-0.05, 0] }) },
  overlapping: { digits: [2, 3], lines: 1, draw: onCanvas(WHITE, BLACK, { ...USUAL, gap: [-0.14, -0.05] }) },
  "uneven and askew": {
    digits: [3, 6],
    lines: 1,
    draw: onCanvas(WHITE, BLACK, { ...USUAL, uneven: 0.2, slope: 0.12 }),
  },
  "small digits": { digits: [2, 6], lines: 1, draw: onCanvas(WHITE, BLACK, USUAL, [18, 30]) },
  "far apart": { digits: [2, 4], lines: 1, draw: onCanvas(WHITE, BLACK, { ...USUAL, gap: [0.8, 1.6] }) },
  "several lines": { digits: [2, 5], lines: 3, draw: onCanvas(WHITE, BLACK, USUAL, [40, 90]) },
  "ten digits": { digits: [10, 10], lines: 1, draw: onCanvas(WHITE, BLACK, USUAL, [40, 90]) },
  "pen on paper": { digits: [2, 5], lines: 1, draw: onPaper(PEN) },
  "pen on paper, several lines": { digits: [2, 5], lines: 3, draw: onPaper(PEN) },
  "marker on paper": { digits: [2, 4], lines: 1, draw: onPaper({ ...PEN, pen: [0.12, 0.2] }) },
  "ruled paper": {
    digits: [2, 5],
    lines: 1,
    draw: onPaper(PEN, (scene, { digits }, random) => {
      const { top, bottom } = boundsOf(digits[0]);
      rule(scene, random, LIGHT_LINES, (bottom - top) * random.uniform(0.6, 1.3), false);
    }),
  },
  "squared paper": {
    digits: [2, 5],
    lines: 1,
    draw: onPaper(PEN, (scene, { digits }, random) => {
      const { top, bottom } = boundsOf(digits[0]);
      const spacing = (bottom - top) * random.uniform(0.4, 0.6);
      rule(scene, random, LIGHT_LINES, spacing, false);
      rule(scene, random, LIGHT_LINES, spacing, true);
    }),
  },
  "a form's boxes": {
    digits: [3, 6],
    lines: 1,
    draw: onPaper({ ...PEN, gap: [0.35, 0.5], uneven: 0.05, slope: 0 }, (scene, { digits }) => {
      for (const digit of digits) {
        const { left, right, top, bottom } = boundsOf(digit);
        const pad = 0.15 * (bottom - top);
        scene.frame(
          left - pad,
          top - pad,
          right - left + 2 * pad,
          bottom - top + 2 * pad,
          2,
          [110, 110, 120],
        );
      }
    }),
  },
};
