import { DatasetError } from "../errors.js";
import type { FileInfo, PackedFileInfo } from "../registry/types.js";
import { verifyFile } from "../verify.js";

const GZIP_MAGIC = [0x1f, 0x8b];
const ZIP_MAGIC = [0x50, 0x4b];

/**
 * Checks that a download begins as a gzip file or zip archive does, so that a log-in page or an error in plain text
 * is known for what it is from its first bytes.
 *
 * @throws {DatasetError} `ERR_MNIST_NOT_THE_FILE`
 */
export function checkFirstBytes(packed: PackedFileInfo, first: Uint8Array, mirror: string): void {
  const magic = packed.entry ? ZIP_MAGIC : GZIP_MAGIC;
  if (magic.every((byte, i) => i >= first.length || first[i] === byte)) return;
  const text = new TextDecoder().decode(first.subarray(0, 40)).replace(/[^ -~]+/g, " ");
  throw new DatasetError(
    "ERR_MNIST_NOT_THE_FILE",
    `${mirror} sent something that is not ${packed.name}: it begins with "${text.trim()}".`,
    {
      file: packed.name,
      mirror,
      remedy: "Perhaps the network wants you to log in first.",
    },
  );
}

/** The most bytes a mirror may send: the published size, or what gzip could make of bytes it cannot compress. */
export function maxPackedBytes(file: FileInfo): number {
  return file.packed.bytes ?? file.bytes + Math.ceil(file.bytes / 1000) + 1024;
}

/** A mirror sent more bytes than the file has. */
export function tooLong(packed: PackedFileInfo, mirror: string, bytes: number): DatasetError {
  return new DatasetError(
    "ERR_MNIST_NOT_THE_FILE",
    `${mirror} sent more than the ${bytes} bytes of ${packed.name}.`,
    {
      file: packed.name,
      mirror,
      remedy: "Use another mirror.",
    },
  );
}

/**
 * Checks a whole download.
 *
 * @throws {DatasetError} `ERR_MNIST_SIZE` when it broke off, `ERR_MNIST_CHECKSUM` when its bytes are wrong
 */
export function checkPacked(
  packed: PackedFileInfo,
  found: { bytes: number; sha256: string },
  mirror: string,
): void {
  verifyFile(packed, found, { file: packed.name, mirror, remedy: "Use another mirror." });
}
