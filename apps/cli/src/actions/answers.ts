import type { Prediction } from "@mnist/model/classifier";
import type { Box } from "@mnist/preprocess";
import { oneLine, padColumns, percent } from "../terminal/text.js";

/** What `predict --json` says of a picture with one digit. */
export interface Answer extends Prediction {
  file: string;
}

/** What `predict --multiple --json` says of a picture. */
export interface MultipleAnswer {
  file: string;
  /** All digits in reading order. */
  text: string;
  /** The digits grouped as they stand together. */
  numbers: string[];
  digits: (Prediction & { box: Box; line: number })[];
}

/** A second guess is worth mentioning from here on. */
const NOTABLE = 0.05;

/** "seven.png  7  99.9 %", with the second guess where the first is in doubt. */
export function sentence({ file, digit, confidence, probabilities, isDigit }: Answer, width: number): string {
  const name = padColumns(oneLine(file), width);
  if (!isDigit) return `${name}  not a digit (the nearest is ${digit})`;
  const others = probabilities.map((probability, other) => ({ probability, other }));
  const [second] = others
    .filter(({ other }) => other !== digit)
    .sort((a, b) => b.probability - a.probability);
  const doubt =
    second.probability >= NOTABLE ? `  or ${second.other}  ${percent(second.probability, 1)}` : "";
  return `${name}  ${digit}  ${percent(confidence, 1)}${doubt}`;
}

/** "number.jpg  20 19  (least sure: 9, 97.1 %)" */
export function sentenceOfMultiple({ file, numbers, digits }: MultipleAnswer, width: number): string {
  const leastSure = digits.reduce((least, digit) => (digit.confidence < least.confidence ? digit : least));
  const doubt = `(least sure: ${leastSure.digit}, ${percent(leastSure.confidence, 1)})`;
  return `${padColumns(oneLine(file), width)}  ${numbers.join(" ")}  ${doubt}`;
}

/** The digits of each number, as text, in reading order. */
export function numbersOf(
  digits: readonly { number: number }[],
  predictions: readonly { digit: number }[],
): string[] {
  const numbers: string[] = [];
  digits.forEach(({ number }, i) => {
    numbers[number] = `${numbers[number] ?? ""}${predictions[i].digit}`;
  });
  return numbers;
}
