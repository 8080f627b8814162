import { checkGiven, checkPixels } from "../check.js";

/** A picture for a terminal. */
export interface DrawOptions {
  /** Uses 24-bit colors, two pixels in a character; without, shades of characters. */
  color: boolean;
}

/** From background to ink, after the share of a cell they fill. */
const SHADES = " .:-=+*#%@";

/**
 * Draws an image (row-major, 0 = background, 255 = ink) as lines of text.
 *
 * With color, each character is an upper half block: two pixels, one above the other, square on most terminals.
 * Without, each pixel is two characters wide, of ten shades.
 *
 * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when there are not rows x columns pixels
 */
export function drawImage(pixels: Uint8Array, rows: number, columns: number, options: DrawOptions): string[] {
  checkGiven({ pixels, rows, columns, options });
  checkPixels(pixels, rows, columns);
  return options.color ? drawBlocks(pixels, rows, columns) : drawShades(pixels, rows, columns);
}

function drawBlocks(pixels: Uint8Array, rows: number, columns: number): string[] {
  const lines: string[] = [];
  for (let row = 0; row < rows; row += 2) {
    let line = "";
    for (let column = 0; column < columns; column++) {
      const upper = pixels[row * columns + column];
      const lower = row + 1 < rows ? pixels[(row + 1) * columns + column] : 0;
      line += `\x1b[38;2;${upper};${upper};${upper};48;2;${lower};${lower};${lower}m▀`;
    }
    lines.push(`${line}\x1b[0m`);
  }
  return lines;
}

function drawShades(pixels: Uint8Array, rows: number, columns: number): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const line = Array.from(pixels.subarray(row * columns, (row + 1) * columns), (value) =>
      SHADES[Math.floor((value * SHADES.length) / 256)].repeat(2),
    );
    return line.join("").trimEnd();
  });
}
