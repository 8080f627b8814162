import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** Small enough for the hash of one block to overlap with the read of the next, large enough to be few calls. */
const BLOCK_BYTES = 4 * 2 ** 20;

/**
 * Reads a whole file into memory of its own and hashes it on the way, so that nothing is gone through twice.
 *
 * @throws the system's error (`code` "ENOENT" and so on) when it cannot be read
 */
export async function readHashed(
  path: string,
  signal?: AbortSignal,
): Promise<{ bytes: Uint8Array; sha256: string }> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(size);
    const hash = createHash("sha256");
    for (let start = 0; start < size; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(bytes, start, Math.min(BLOCK_BYTES, size - start), start);
      if (bytesRead === 0) return { bytes: bytes.subarray(0, start), sha256: hash.digest("hex") };
      hash.update(bytes.subarray(start, start + bytesRead));
      start += bytesRead;
    }
    return { bytes, sha256: hash.digest("hex") };
  } finally {
    await file.close();
  }
}
