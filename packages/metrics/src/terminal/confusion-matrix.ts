import { precision, recall } from "../class-scores.js";
import type { ConfusionMatrix } from "../confusion-matrix.js";
import { count, displayWidth, percent, printable } from "../format.js";
import { checkGiven } from "../samples.js";
import { padEnd, padStart } from "./pad.js";
import { painter } from "./painter.js";

/**
 * Backgrounds of the 256-color palette with white text on them: blue for what is right, orange for what is wrong.
 * The two stay apart for every kind of color blindness, and show on dark and light terminals alike.
 */
const RIGHT_BACKGROUND = 25;
const WRONG_BACKGROUNDS = [
  { from: 0.05, background: 166 },
  { from: 0.01, background: 130 },
];

/** For what is wrong but rare. */
const WRONG_TEXT = 166;

export interface TerminalOptions {
  /** Whether to color with ANSI escape codes. Default false. */
  color?: boolean;
}

/**
 * A confusion matrix as text: rows are true classes, columns predicted ones, both named, aligned, with each class's
 * recall beside its row and precision beside that. Zeros are dots. Long class names stand in front of their rows
 * only; the columns are then numbered.
 *
 * @returns lines joined by newlines, without one at the end
 */
export function renderConfusionMatrix(
  matrix: ConfusionMatrix,
  { color = false }: TerminalOptions = {},
): string {
  checkGiven({ matrix });
  const paint = painter(color);
  const names = matrix.classNames.map(printable);
  const numbered = names.some((name, k) => displayWidth(name) > 5 && name !== String(k));
  const rowNames = numbered ? names.map((name, k) => `${k}  ${name}`) : names;
  const columnNames = numbered ? names.map((_, k) => String(k)) : names;

  const counts = matrix.toArray();
  const cellWidth = longest([...counts.flat().map(count), ...columnNames]) + 2;
  const nameWidth = longest(["true", ...rowNames]);
  const matrixWidth = cellWidth * matrix.size;
  const scores = {
    precision: precision(matrix, { zeroDivision: NaN }),
    recall: recall(matrix, { zeroDivision: NaN }),
  };
  const rates = matrix.normalize("true");

  const cell = (value: number, row: number, column: number) => {
    const text = `${value === 0 ? "·" : count(value)} `.padStart(cellWidth);
    if (value === 0) return paint(text, 2);
    if (row === column) return paint(text, 1, 97, 48, 5, RIGHT_BACKGROUND);
    const shade = WRONG_BACKGROUNDS.find(({ from }) => rates[row][column] >= from);
    return shade ? paint(text, 97, 48, 5, shade.background) : paint(text, 38, 5, WRONG_TEXT);
  };
  const rowName = (name: string) => (numbered ? padEnd(name, nameWidth) : padStart(name, nameWidth));
  const score = (rate: number) => percent(rate).padStart(11);
  const heading = `${rowName("true")}  ${columnNames.map((name) => padStart(`${name} `, cellWidth)).join("")}`;

  return [
    paint(" ".repeat(nameWidth + 2) + centered("predicted", matrixWidth), 2),
    paint(`${heading}${"precision".padStart(11)}${"recall".padStart(11)}`, 1),
    ...counts.map((row, k) =>
      [
        `${paint(rowName(rowNames[k]), 1)}  `,
        ...row.map((value, column) => cell(value, k, column)),
        score(scores.precision.perClass[k]),
        score(scores.recall.perClass[k]),
      ].join(""),
    ),
  ]
    .map((line) => line.trimEnd())
    .join("\n");
}

function centered(text: string, width: number): string {
  return text.padStart(Math.floor((width + text.length) / 2)).padEnd(width);
}

function longest(texts: string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}
