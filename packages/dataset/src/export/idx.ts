import { checkGiven } from "../check.js";
import type { Split } from "../split.js";

/** A split as the two idx files of MNIST's format: images (idx3, uint8) and labels (idx1, uint8). */
export function toIdx(split: Split): { images: Uint8Array; labels: Uint8Array } {
  checkGiven({ split });
  return {
    images: idxFile([split.length, split.rows, split.columns], split.images),
    labels: idxFile([split.length], split.labels),
  };
}

const UNSIGNED_BYTE = 0x08;

function idxFile(shape: readonly number[], data: Uint8Array): Uint8Array {
  const headerBytes = 4 + 4 * shape.length;
  const file = new Uint8Array(headerBytes + data.length);
  const view = new DataView(file.buffer);
  file.set([0, 0, UNSIGNED_BYTE, shape.length]);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  file.set(data, headerBytes);
  return file;
}
