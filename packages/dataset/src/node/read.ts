import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Unpacked } from "./unpack.js";

/** Small enough to be hashed while it is in the processor's cache, large enough to be few calls. */
const BLOCK_BYTES = 2 ** 20;

/**
 * Reads a whole file into memory of its own and hashes it on the way: while one block is hashed, the next one is read
 * by another thread.
 *
 * @throws the system's error (`code` "ENOENT" and so on) when it cannot be read
 */
export async function readHashed(path: string, signal?: AbortSignal): Promise<Unpacked> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const content = new Uint8Array(size);
    const hash = createHash("sha256");
    const readBlock = (start: number) =>
      file.read(content, start, Math.min(BLOCK_BYTES, size - start), start);
    let next = readBlock(0);
    for (let start = 0; start < size; ) {
      const { bytesRead } = await next;
      signal?.throwIfAborted();
      const end = start + bytesRead;
      // Nothing read: another process has just made the file shorter.
      if (bytesRead === 0) return finish(content.subarray(0, start), hash);
      if (end < size) next = readBlock(end);
      hash.update(content.subarray(start, end));
      start = end;
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
