import { DatasetError } from "./errors.js";
import type { FileInfo } from "./registry/types.js";

/**
 * Checks the size and, where it is known, the SHA-256 of an unpacked file.
 *
 * @param where the path or address it came from, named in errors
 * @throws {DatasetError} `ERR_MNIST_SIZE` or `ERR_MNIST_CHECKSUM`
 */
export function verifyFile(
  file: FileInfo,
  found: { bytes: Uint8Array; sha256: string },
  where: string,
  remedy = "It is damaged or not this file: replace it.",
): void {
  if (found.bytes.length !== file.bytes) {
    const message = `${where} has ${found.bytes.length} bytes, expected the ${file.bytes} of ${file.name}.`;
    throw new DatasetError("ERR_MNIST_SIZE", message, { file: where, remedy });
  }
  if (file.sha256 !== undefined && found.sha256 !== file.sha256) {
    const message = `${where} has SHA-256 ${found.sha256}, expected ${file.sha256}.`;
    throw new DatasetError("ERR_MNIST_CHECKSUM", message, { file: where, remedy });
  }
}
