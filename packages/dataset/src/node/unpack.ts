import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { DatasetError } from "../errors.js";
import type { FileInfo } from "../registry/types.js";
import { systemCode } from "./disk.js";
import { openZipEntry } from "./zip.js";

/** The unpacked bytes of a file and their SHA-256 in hexadecimal. */
export interface Unpacked {
  content: Uint8Array;
  bytes: number;
  sha256: string;
}

/**
 * Unpacks a packed file (gzip, or gzip inside a zip archive) into exactly `file.bytes` bytes of memory; whatever the
 * packed file holds, no more than that is ever taken.
 *
 * @throws {DatasetError} `ERR_MNIST_FORMAT` when it is not gzip, is cut off, or unpacks to another size
 */
export async function unpack(path: string, file: FileInfo, signal?: AbortSignal): Promise<Unpacked> {
  const stream = file.packed.entry
    ? await openZipEntry(path, file.packed.entry)
    : createReadStream(path, { highWaterMark: 2 ** 18 });
  return gunzip(stream, file, path, signal);
}

/** As {@link unpack}, of a `.gz` file of the user's. */
export function gunzipFile(path: string, file: FileInfo, signal?: AbortSignal): Promise<Unpacked> {
  return gunzip(createReadStream(path, { highWaterMark: 2 ** 18 }), file, path, signal);
}

async function gunzip(
  input: Readable,
  file: FileInfo,
  path: string,
  signal?: AbortSignal,
): Promise<Unpacked> {
  const fail = (what: string, cause?: unknown) =>
    new DatasetError("ERR_MNIST_FORMAT", `${path} does not unpack to ${file.name}: ${what}.`, {
      file: path,
      remedy: "It is damaged or not this file: replace it.",
      cause,
    });
  const content = new Uint8Array(file.bytes);
  const hash = createHash("sha256");
  let length = 0;
  const gunzipped = input.on("error", (error) => gunzipped.destroy(error)).pipe(createGunzip());
  try {
    for await (const chunk of gunzipped) {
      signal?.throwIfAborted();
      if (length + chunk.length > content.length) throw fail(`it holds more than ${file.bytes} bytes`);
      content.set(chunk, length);
      length += chunk.length;
      hash.update(chunk);
    }
  } catch (error) {
    input.destroy();
    if (signal?.aborted || error instanceof DatasetError) throw error;
    const isZlib = systemCode(error)?.startsWith("Z_");
    throw isZlib ? fail((error as Error).message, error) : error;
  }
  if (length < content.length) throw fail(`it holds ${length} of ${file.bytes} bytes`);
  return { content, bytes: length, sha256: hash.digest("hex") };
}
