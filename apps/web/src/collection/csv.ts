/** A drawing as the network saw it, with what it was meant to be. */
export interface LabeledDrawing {
  label: number;
  /** 28 x 28, 0 = background, 255 = ink. */
  image: Uint8Array;
}

const PIXELS = 28 * 28;
const HEADER = ["label", ...Array.from({ length: PIXELS }, (_, i) => `pixel${i}`)].join(",");

/** The common CSV form of MNIST: a header, then label and 784 pixels in each line. */
export function toCsv(drawings: readonly LabeledDrawing[]): string {
  return `${[HEADER, ...drawings.map(toLine)].join("\n")}\n`;
}

function toLine({ label, image }: LabeledDrawing): string {
  return [label, ...image].join(",");
}

/** The drawings of `read` that are not in `kept`, each once: label and pixels must be the same to be left out. */
export function notYetIn(kept: readonly LabeledDrawing[], read: readonly LabeledDrawing[]): LabeledDrawing[] {
  const known = new Set(kept.map(toLine));
  return read.filter((drawing) => {
    const line = toLine(drawing);
    const isNew = !known.has(line);
    known.add(line);
    return isNew;
  });
}

/** @throws {Error} naming the line that is no label with 784 pixels */
export function parseCsv(text: string): LabeledDrawing[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const hasHeader = lines[0]?.startsWith("label");
  return lines.slice(hasHeader ? 1 : 0).map((line, i) => {
    const values = line.split(",").map(Number);
    const [label, ...pixels] = values;
    const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= 255;
    if (values.length !== PIXELS + 1 || !pixels.every(isByte) || !isByte(label) || label > 9) {
      const number = i + (hasHeader ? 2 : 1);
      throw new Error(
        `line ${number} is no drawing: expected a digit and 784 numbers from 0 to 255, got ${values.length} values`,
      );
    }
    return { label, image: Uint8Array.from(pixels) };
  });
}
