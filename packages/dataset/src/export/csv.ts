import { checkGiven } from "../check.js";
import type { Split } from "../split.js";

/** Samples in one piece of text: a few megabytes. */
const ROWS_PER_PIECE = 1000;

/**
 * A split as CSV (RFC 4180), in pieces to be written one after the other: a header line `label,1x1,1x2,...,28x28`
 * (row x column, from 1), then one line for each sample, pixels 0 to 255.
 */
export function* toCsv(split: Split): Generator<string, void, undefined> {
  checkGiven({ split });
  const names: string[] = ["label"];
  for (let row = 1; row <= split.rows; row++) {
    for (let column = 1; column <= split.columns; column++) names.push(`${row}x${column}`);
  }
  yield `${names.join(",")}\r\n`;
  for (let start = 0; start < split.length; start += ROWS_PER_PIECE) {
    let piece = "";
    for (let i = start; i < Math.min(start + ROWS_PER_PIECE, split.length); i++) {
      piece += `${split.label(i)},${split.image(i).join(",")}\r\n`;
    }
    yield piece;
  }
}
