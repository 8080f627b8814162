import { DatasetError } from "./errors.js";

/** The typed arrays an idx file can hold, by the type code in the third byte of its header. */
const ELEMENT_ARRAYS = new Map<number, IdxArrayConstructor>([
  [0x08, Uint8Array],
  [0x09, Int8Array],
  [0x0b, Int16Array],
  [0x0c, Int32Array],
  [0x0d, Float32Array],
  [0x0e, Float64Array],
]);

/** The elements of an idx file. */
export type IdxArray = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

interface IdxArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): IdxArray;
}

/** A parsed idx file: `data` in row-major order, its length the product of `shape`. */
export interface Idx {
  shape: number[];
  data: IdxArray;
}

/**
 * Parses an idx file, the format of MNIST's files: two zero bytes, a type code, the number of dimensions, each
 * dimension as a big-endian uint32, then the elements, big-endian, in row-major order.
 *
 * One-byte elements are a view of `bytes` (nothing is copied); wider ones are copied into the host's byte order.
 * Memory is bounded by the length of `bytes`, whatever the header claims.
 *
 * @param bytes the whole, uncompressed file
 * @param file named in errors
 * @throws {DatasetError} `ERR_MNIST_FORMAT` when the header is not that of an idx file, or when the file is not
 *   exactly as long as its header says
 */
export function parseIdx(bytes: Uint8Array, file = "idx data"): Idx {
  const fail = (what: string) => {
    const remedy = "Check that it is a whole, uncompressed idx file.";
    return new DatasetError("ERR_MNIST_FORMAT", `${file} is not a valid idx file: ${what}.`, {
      file,
      remedy,
    });
  };
  if (bytes.length < 4) throw fail(`it has ${bytes.length} bytes, and the header alone takes 4 or more`);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw fail("it is gzip-compressed");
  if (bytes[0] !== 0 || bytes[1] !== 0) throw fail("it does not start with two zero bytes");
  const ElementArray = ELEMENT_ARRAYS.get(bytes[2]);
  if (!ElementArray) throw fail(`its type code 0x${bytes[2].toString(16).padStart(2, "0")} is unknown`);

  const rank = bytes[3];
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) throw fail(`its header of ${rank} dimensions is cut off`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const length = shape.reduce((product, size) => product * size, 1);
  const expectedBytes = headerBytes + length * ElementArray.BYTES_PER_ELEMENT;
  if (bytes.length !== expectedBytes) {
    throw fail(
      `its header says ${shape.join(" x ")} (${expectedBytes} bytes), but it has ${bytes.length} bytes`,
    );
  }
  return { shape, data: readElements(bytes.subarray(headerBytes), ElementArray) };
}

function readElements(bytes: Uint8Array, ElementArray: IdxArrayConstructor): IdxArray {
  const width = ElementArray.BYTES_PER_ELEMENT;
  if (width === 1) return new ElementArray(bytes.buffer, bytes.byteOffset, bytes.length);
  const copy = new Uint8Array(bytes); // Not slice: that of a Buffer shares its memory.
  if (isLittleEndian) {
    for (let start = 0; start < copy.length; start += width) copy.subarray(start, start + width).reverse();
  }
  return new ElementArray(copy.buffer);
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
