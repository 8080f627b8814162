import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Unpacked } from "./unpack.js";

/** Small enough for the hash of one block to overlap with the read of the next, large enough to be few calls. */
const BLOCK_BYTES = 4 * 2 ** 20;

/**
 * Reads a whole file into memory of its own and hashes it on the way, so that nothing is gone through twice.
 *
 * @throws the system's error (`code` "ENOENT" and so on) when it cannot be read
 */
export async function readHashed(path: string, signal?: AbortSignal): Promise<Unpacked> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const content = new Uint8Array(size);
    const hash = createHash("sha256");
    for (let start = 0; start < size; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(content, start, Math.min(BLOCK_BYTES, size - start), start);
      if (bytesRead === 0) return finish(content.subarray(0, start), hash);
      hash.update(content.subarray(start, start + bytesRead));
      start += bytesRead;
    }
    return finish(content, hash);
  } finally {
    await file.close();
  }
}

const finish = (content: Uint8Array, hash: Hash): Unpacked => ({
  content,
  bytes: content.length,
  sha256: hash.digest("hex"),
});
