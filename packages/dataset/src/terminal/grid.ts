import { checkGiven } from "../check.js";
import { refuse } from "../errors.js";
import type { Split } from "../split.js";
import { type DrawOptions, drawImage } from "./draw.js";

export interface GridOptions extends DrawOptions {
  /** Width of the terminal in characters. */
  width: number;
}

/**
 * Draws all samples of a split (give a slice of it) side by side, as many as fit, each under its class.
 *
 * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when the width is not a number
 */
export function drawSamples(split: Split, options: GridOptions): string {
  checkGiven({ split, options });
  const { width, color } = options;
  if (!(width >= 0)) {
    refuse(`The width must be a number of characters, got ${width}.`, {
      remedy: "Pass process.stdout.columns ?? 80 where the output may not be a terminal.",
    });
  }
  const cellWidth = color ? split.columns : 2 * split.columns;
  const perRow = Math.max(1, Math.floor((width + 1) / (cellWidth + 1)));
  const lines: string[] = [];
  for (let start = 0; start < split.length; start += perRow) {
    const indices = Array.from({ length: Math.min(perRow, split.length - start) }, (_, i) => start + i);
    lines.push(
      indices
        .map((i) => split.classNames[split.label(i)].padEnd(cellWidth))
        .join(" ")
        .trimEnd(),
    );
    const images = indices.map((i) => drawImage(split.image(i), split.rows, split.columns, { color }));
    for (let line = 0; line < images[0].length; line++) {
      const cells = images.map((image) => (color ? image[line] : image[line].padEnd(cellWidth)));
      lines.push(cells.join(" ").trimEnd());
    }
  }
  return lines.join("\n");
}
