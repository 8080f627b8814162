import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { type FetchOptions, fetchFile } from "../download/fetch.js";
import { tryMirrors } from "../download/mirrors.js";
import { checkFirstBytes, checkPacked, maxPackedBytes, tooLong } from "../download/packed.js";
import { DatasetError } from "../errors.js";
import type { FileInfo } from "../registry/types.js";
import { diskError, systemCode } from "./disk.js";

export interface DownloadOptions extends FetchOptions {
  /** Called whenever more of the packed file has arrived. */
  onBytes?(mirror: string, received: number, total: number | undefined): void;
}

/**
 * Downloads a packed file to `path` and verifies it. What is there already, of this call or an earlier one, is
 * resumed, on whichever mirror answers.
 *
 * @throws {DatasetError} `ERR_MNIST_UNAVAILABLE` when no mirror gives it, `ERR_MNIST_DISK` when it cannot be written
 */
export async function downloadPacked(
  file: FileInfo,
  path: string,
  mirrors: readonly string[],
  options: DownloadOptions,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause) => {
    throw diskError(dirname(path), cause);
  });
  await tryMirrors(
    mirrors,
    file.packed.name,
    (mirror, count) => attempt(file, path, mirror, count, options),
    options.signal,
  );
}

async function attempt(
  file: FileInfo,
  path: string,
  mirror: string,
  count: (bytes: number) => void,
  options: DownloadOptions,
): Promise<void> {
  const part = await hashPart(path);
  if (part.hash.copy().digest("hex") === file.packed.sha256) return;
  const isResumable = part.bytes > 0 && part.bytes < maxPackedBytes(file);
  try {
    const offset = isResumable ? part.bytes : 0;
    await receive(file, path, mirror, { offset, hash: part.hash }, count, options);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const isPartUseless =
      error.code === "ERR_MNIST_CHECKSUM" || error.code === "ERR_MNIST_NOT_THE_FILE" || error.status === 416;
    if (isPartUseless) await rm(path, { force: true });
    // The bytes of before may be to blame, not this mirror: it gets the chance to send all of them.
    if (error.code === "ERR_MNIST_CHECKSUM" && isResumable) {
      return attempt(file, path, mirror, count, options);
    }
    throw error;
  }
}

/** Receives the rest of a file into the part on disk, bounded, hashing on the way, and verifies the whole. */
async function receive(
  file: FileInfo,
  path: string,
  mirror: string,
  part: { offset: number; hash: Hash },
  count: (bytes: number) => void,
  options: DownloadOptions,
): Promise<void> {
  const { packed } = file;
  const limit = maxPackedBytes(file);
  const { start, chunks } = await fetchFile(mirror, packed.name, part.offset, options);
  const hash = start > 0 ? part.hash : createHash("sha256");
  let received = start;
  const handle = await open(path, start > 0 ? "r+" : "w").catch(async (cause) => {
    await chunks.return();
    throw diskError(path, cause);
  });
  try {
    for await (const chunk of chunks) {
      if (received === 0) checkFirstBytes(packed, chunk, mirror);
      if (received + chunk.length > limit) throw tooLong(packed, mirror, limit);
      await handle.write(chunk, 0, chunk.length, received).catch((cause) => {
        throw diskError(path, cause);
      });
      hash.update(chunk);
      received += chunk.length;
      count(chunk.length);
      options.onBytes?.(mirror, received, packed.bytes);
    }
  } finally {
    await handle.close();
  }
  checkPacked(packed, { bytes: received, sha256: hash.digest("hex") }, mirror);
}

/** Hashes what is on disk of a download; nothing when there is no such file. */
async function hashPart(path: string): Promise<{ hash: Hash; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw diskError(path, error);
  }
  return { hash, bytes };
}
