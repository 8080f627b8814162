import type { ConfusionMatrix } from "../confusion-matrix.js";
import { compactCount, count, percent } from "../format.js";
import { accuracy } from "../matrix-scores.js";
import { checkGiven } from "../samples.js";
import { element, escapeXml, text, textWidth } from "./svg.js";
import { fill, plot, type Role } from "./theme.js";

export interface ConfusionMatrixPlotOptions {
  /** Where a cell with samples links to, by class indices, e.g. `"#cell-4-9"`; no link when undefined. */
  href?: (trueClass: number, predictedClass: number) => string | undefined;
}

const CELL = 42;
const GAP = 2;

/**
 * A confusion matrix as an SVG heat map: rows are true classes, columns predicted ones; right answers are blue,
 * confusions orange, shaded by their share of the true class.
 *
 * @returns an SVG document as text, which may also stand inside HTML
 */
export function plotConfusionMatrix(
  matrix: ConfusionMatrix,
  { href }: ConfusionMatrixPlotOptions = {},
): string {
  checkGiven({ matrix });
  const size = matrix.size;
  const nameWidth = matrix.classNames.reduce((width, name) => Math.max(width, textWidth(name, 14)), 0);
  const slanted = nameWidth > CELL - 6;
  const left = 34 + nameWidth;
  const top = slanted ? 34 + nameWidth * 0.72 : 50;
  const right = left + size * CELL + (slanted ? nameWidth * 0.5 : 0);
  const bottom = top + size * CELL;
  const middle = { x: left + (size * CELL) / 2, y: top + (size * CELL) / 2 };

  const names = matrix.classNames.flatMap((name, k) => {
    const center = (k + 0.5) * CELL;
    const slant = { "text-anchor": "start", transform: `rotate(-45 ${left + center} ${top - 8})` };
    return [
      text(left - 10, top + center + 5, name, { "text-anchor": "end" }),
      text(left + center, top - 8, name, slanted ? slant : { "text-anchor": "middle" }),
    ];
  });
  const cells = matrix.normalize("true").flatMap((row, trueClass) =>
    row.map((rate, predictedClass) =>
      cell(matrix, trueClass, predictedClass, rate, {
        x: left + predictedClass * CELL,
        y: top + trueClass * CELL,
        link: href?.(trueClass, predictedClass),
      }),
    ),
  );
  return plot(
    Math.max(right + 10, left + 330),
    bottom + 72,
    `Confusion matrix of ${size} classes: ${percent(accuracy(matrix))} of ${count(matrix.total)} samples on the diagonal`,
    element(
      "g",
      { ...fill("ink"), "text-anchor": "middle" },
      text(middle.x, 18, "Predicted class", fill("muted")),
      text(14, middle.y, "True class", { ...fill("muted"), transform: `rotate(-90 14 ${middle.y})` }),
      element("g", { "font-size": 14 }, ...names),
    ),
    ...cells,
    shadeLegend(left, bottom + 24),
  );
}

function cell(
  matrix: ConfusionMatrix,
  trueClass: number,
  predictedClass: number,
  rate: number,
  { x, y, link }: { x: number; y: number; link: string | undefined },
): string {
  const samples = matrix.at(trueClass, predictedClass);
  const box = { x: x + GAP / 2, y: y + GAP / 2, width: CELL - GAP, height: CELL - GAP, rx: 4 };
  const background = element("rect", { ...box, ...fill("empty") });
  if (samples === 0) return background;

  const [from, to] = [matrix.classNames[trueClass], matrix.classNames[predictedClass]];
  const label = `${from} predicted as ${to}: ${count(samples)} (${percent(rate)} of ${from})`;
  const number = compactCount(samples);
  const strength = shade(rate);
  const drawn = [
    background,
    element("rect", {
      ...box,
      ...fill(trueClass === predictedClass ? "right" : "wrong"),
      "fill-opacity": strength,
    }),
    text(x + CELL / 2, y + CELL / 2 + 5, number, {
      ...fill(strength > 0.55 ? "inverse" : "ink"),
      "text-anchor": "middle",
      "font-size": number.length > 4 ? 11 : 14,
    }),
    element("title", {}, escapeXml(label)),
  ];
  return link === undefined
    ? element("g", {}, ...drawn)
    : element("a", { href: link, "aria-label": label }, ...drawn);
}

/** Opacity for a share of the true class: a power below one half keeps one error in a thousand visible. */
function shade(rate: number): number {
  return Math.round(rate ** 0.32 * 100) / 100;
}

function shadeLegend(left: number, top: number): string {
  const shares = [0.001, 0.01, 0.1, 1];
  const row = (role: Role, y: number, name: string) => [
    text(left, y + 11, name, fill("muted")),
    ...shares.map((share, i) =>
      element("rect", {
        x: left + 54 + i * 52,
        y,
        width: 50,
        height: 14,
        rx: 3,
        ...fill(role),
        "fill-opacity": shade(share),
      }),
    ),
  ];
  return element(
    "g",
    { "font-size": 12 },
    ...row("right", top, "right"),
    ...row("wrong", top + 17, "wrong"),
    ...shares.map((share, i) =>
      text(left + 54 + i * 52 + 25, top + 45, percent(share, share < 0.01 ? 1 : 0), {
        ...fill("muted"),
        "text-anchor": "middle",
      }),
    ),
    text(left + 54 + 4 * 52 + 4, top + 45, "of the class", fill("muted")),
  );
}
