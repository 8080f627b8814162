import { DatasetError } from "./errors.js";

/** The typed arrays an idx file can hold, by the type code in the third byte of its header. */
const ELEMENT_TYPES = new Map<number, { array: IdxArrayConstructor; bytes: 1 | 2 | 4 | 8 }>([
  [0x08, { array: Uint8Array, bytes: 1 }],
  [0x09, { array: Int8Array, bytes: 1 }],
  [0x0b, { array: Int16Array, bytes: 2 }],
  [0x0c, { array: Int32Array, bytes: 4 }],
  [0x0d, { array: Float32Array, bytes: 4 }],
  [0x0e, { array: Float64Array, bytes: 8 }],
]);

/** The elements of an idx file. */
export type IdxArray = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

type IdxArrayConstructor = new (buffer: ArrayBufferLike) => IdxArray;

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
  const type = ELEMENT_TYPES.get(bytes[2]);
  if (!type) throw fail(`its type code 0x${bytes[2].toString(16).padStart(2, "0")} is unknown`);

  const rank = bytes[3];
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) throw fail(`its header of ${rank} dimensions is cut off`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const length = shape.reduce((product, size) => product * size, 1);
  const expectedBytes = headerBytes + length * type.bytes;
  if (bytes.length !== expectedBytes) {
    throw fail(
      `its header says ${shape.join(" x ")} (${expectedBytes} bytes), but it has ${bytes.length} bytes`,
    );
  }
  return { shape, data: readElements(bytes.subarray(headerBytes), type.array, type.bytes) };
}

function readElements(bytes: Uint8Array, ElementArray: IdxArrayConstructor, width: 1 | 2 | 4 | 8): IdxArray {
  if (ElementArray === Uint8Array) return bytes;
  if (ElementArray === Int8Array) return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const copy = bytes.slice();
  if (width > 1 && isLittleEndian) {
    for (let start = 0; start < copy.length; start += width) copy.subarray(start, start + width).reverse();
  }
  return new ElementArray(copy.buffer);
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
