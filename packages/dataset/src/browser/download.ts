import { sha256Hex } from "../digest.js";
import { fetchFile } from "../download/fetch.js";
import { tryMirrors } from "../download/mirrors.js";
import { checkFirstBytes, checkPacked, maxPackedBytes, tooLong } from "../download/packed.js";
import type { FileInfo } from "../registry/types.js";

export interface DownloadOptions {
  timeoutMs: number;
  signal?: AbortSignal;
  /** Called whenever more of the packed file has arrived. */
  onBytes?(mirror: string, received: number): void;
}

/**
 * Downloads a packed file into memory and verifies it; what one mirror began, the next one finishes.
 *
 * @throws {DatasetError} `ERR_MNIST_UNAVAILABLE` when no mirror gives it
 */
export async function downloadPacked(
  file: FileInfo,
  mirrors: readonly string[],
  options: DownloadOptions,
): Promise<Uint8Array> {
  const { packed } = file;
  const limit = maxPackedBytes(file);
  const bytes = new Uint8Array(limit);
  let received = 0;
  const attempt = async (mirror: string, count: (bytes: number) => void) => {
    const offset = received;
    try {
      const { start, chunks } = await fetchFile(mirror, packed.name, offset, options);
      received = start;
      for await (const chunk of chunks) {
        if (received === 0) checkFirstBytes(packed, chunk, mirror);
        if (received + chunk.length > limit) throw tooLong(packed, mirror, limit);
        bytes.set(chunk, received);
        received += chunk.length;
        count(chunk.length);
        options.onBytes?.(mirror, received);
      }
      const sha256 = await sha256Hex(bytes.subarray(0, received));
      checkPacked(packed, { bytes: received, sha256 }, mirror);
    } catch (error) {
      // Whole and wrong: the next mirror starts from nothing.
      if (received >= (packed.bytes ?? 0)) received = 0;
      throw error;
    }
  };
  await tryMirrors(mirrors, packed.name, attempt, options.signal);
  return bytes.subarray(0, received);
}
