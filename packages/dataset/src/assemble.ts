import { DatasetError } from "./errors.js";
import { parseIdx } from "./idx.js";
import type { AssembleOptions } from "./load.js";
import type { DatasetInfo, FileInfo } from "./registry/types.js";
import { Split } from "./split.js";

/**
 * Makes a split from the bytes of its two unpacked files.
 *
 * @throws {DatasetError} `ERR_MNIST_FORMAT` when they are not idx files, or not of images and labels that fit
 */
export function assembleSplit(
  info: DatasetInfo,
  name: string,
  files: { images: Uint8Array; labels: Uint8Array },
  { original = false }: AssembleOptions = {},
): Split {
  const { images, labels, start, samples } = info.splits[name];
  const pixels = readImages(files.images, images, info);
  const numbers = readLabels(files.labels, labels);
  const size = info.rows * info.columns;
  if (pixels.length !== numbers.length * size) {
    throw mismatch(labels, `${numbers.length} labels stand beside ${pixels.length / size} images`);
  }
  const end = Math.min(start + samples, numbers.length);
  const part = pixels.subarray(start * size, end * size);
  const firstLabel = original ? 0 : info.firstLabel;
  const classNames = original
    ? [...new Array<string>(info.firstLabel).fill(""), ...info.classNames]
    : info.classNames;
  return new Split({
    name,
    images: info.transposed && !original ? transposeImages(part, info.rows, info.columns) : part,
    labels: labelsFrom(numbers.subarray(start, end), firstLabel, classNames.length, labels),
    classNames,
    rows: info.rows,
    columns: info.columns,
  });
}

function readImages(bytes: Uint8Array, file: FileInfo, info: DatasetInfo): Uint8Array {
  const { shape, data } = parseIdx(bytes, file.name);
  const fits = shape.length === 3 && shape[1] === info.rows && shape[2] === info.columns;
  if (!fits || !(data instanceof Uint8Array)) {
    throw mismatch(file, `expected N x ${info.rows} x ${info.columns} bytes, got ${shape.join(" x ")}`);
  }
  return data;
}

/** The first number of each sample's label: its class (QMNIST's labels have seven more). */
function readLabels(bytes: Uint8Array, file: FileInfo): Uint8Array | Int32Array {
  const { shape, data } = parseIdx(bytes, file.name);
  if (shape.length === 1 && data instanceof Uint8Array) return data;
  if (shape.length === 2 && shape[1] > 0 && data instanceof Int32Array) {
    return Int32Array.from({ length: shape[0] }, (_, i) => data[i * shape[1]]);
  }
  throw mismatch(file, `expected N bytes or N x K int32, got ${shape.join(" x ")}`);
}

function labelsFrom(
  numbers: Uint8Array | Int32Array,
  first: number,
  classes: number,
  file: FileInfo,
): Uint8Array {
  for (const number of numbers) {
    if (number < first || number >= first + classes) {
      throw mismatch(file, `label ${number} is out of range, expected ${first} to ${first + classes - 1}`);
    }
  }
  if (numbers instanceof Uint8Array && first === 0) return numbers;
  return Uint8Array.from(numbers, (number) => number - first);
}

/** Turns images stored column by column upright. Returns new memory: a cached file's bytes stay as they are. */
function transposeImages(images: Uint8Array, rows: number, columns: number): Uint8Array {
  const upright = new Uint8Array(images.length);
  const size = rows * columns;
  for (let start = 0; start < images.length; start += size) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        upright[start + row * columns + column] = images[start + column * rows + row];
      }
    }
  }
  return upright;
}

function mismatch(file: FileInfo, what: string): DatasetError {
  return new DatasetError(
    "ERR_MNIST_FORMAT",
    `${file.name} does not hold what its data set needs: ${what}.`,
    {
      file: file.name,
      remedy: "Check that the files belong together.",
    },
  );
}
