import { DatasetError } from "./errors.js";
import { parseIdx } from "./idx.js";
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
): Split {
  const { images, labels, start, samples } = info.splits[name];
  const pixels = readImages(files.images, images, info);
  const numbers = readLabels(files.labels, labels, info);
  const size = info.rows * info.columns;
  if (pixels.length !== numbers.length * size) {
    throw mismatch(labels, `${numbers.length} labels stand beside ${pixels.length / size} images`);
  }
  const end = Math.min(start + samples, numbers.length);
  return new Split({
    name,
    images: pixels.subarray(start * size, end * size),
    labels: numbers.subarray(start, end),
    classNames: info.classNames,
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

function readLabels(bytes: Uint8Array, file: FileInfo, info: DatasetInfo): Uint8Array {
  const { shape, data } = parseIdx(bytes, file.name);
  if (shape.length !== 1 || !(data instanceof Uint8Array)) {
    throw mismatch(file, `expected N bytes, got ${shape.join(" x ")}`);
  }
  const wrong = data.find((label) => label >= info.classNames.length);
  if (wrong !== undefined) {
    throw mismatch(file, `label ${wrong} is out of range, expected 0 to ${info.classNames.length - 1}`);
  }
  return data;
}

function mismatch(file: FileInfo, what: string): DatasetError {
  return new DatasetError(
    "ERR_MNIST_FORMAT",
    `${file.name} does not hold what its data set needs: ${what}.`,
    {
      file: file.name,
      remedy: "Check that the four files belong together.",
    },
  );
}
