import { DatasetError, type DatasetErrorDetails } from "./errors.js";

/** A file as it should be, packed or unpacked; what is not known of it is not checked. */
export interface ExpectedFile {
  name: string;
  bytes?: number;
  sha256?: string;
}

/**
 * Checks a file's size and SHA-256.
 *
 * @param about where it came from and what to do when it is wrong, for the error
 * @throws {DatasetError} `ERR_MNIST_SIZE` or `ERR_MNIST_CHECKSUM`
 */
export function verifyFile(
  expected: ExpectedFile,
  found: { bytes: number; sha256: string },
  about: DatasetErrorDetails,
): void {
  const from = about.mirror ?? about.file;
  if (expected.bytes !== undefined && found.bytes !== expected.bytes) {
    const message = `${from} has ${found.bytes} bytes, expected the ${expected.bytes} of ${expected.name}.`;
    throw new DatasetError("ERR_MNIST_SIZE", message, about);
  }
  if (expected.sha256 !== undefined && found.sha256 !== expected.sha256) {
    const message = `${from} has SHA-256 ${found.sha256}, expected ${expected.sha256}.`;
    throw new DatasetError("ERR_MNIST_CHECKSUM", message, about);
  }
}
