import { readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { DatasetError } from "../errors.js";
import type { Source } from "../load.js";
import type { DatasetInfo, FileInfo } from "../registry/types.js";
import { verifyFile } from "../verify.js";
import { systemCode, writeFileAtomically } from "./disk.js";
import { readHashed } from "./read.js";
import type { Unpacked } from "./unpack.js";

/**
 * The folder downloads are kept in: `MNIST_CACHE_DIR` when it is set, else `mnist` in the platform's folder for
 * caches (`XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches` on macOS; `%LOCALAPPDATA%` on Windows).
 */
export function defaultCacheDir(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  if (env.MNIST_CACHE_DIR) return resolve(env.MNIST_CACHE_DIR);
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "mnist");
  if (platform === "win32") {
    return join(env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "mnist", "Cache");
  }
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "mnist");
}

/** Where the cache has a file of a data set, unpacked. */
export function cachePath(cacheDir: string, info: DatasetInfo, file: FileInfo): string {
  return join(cacheDir, info.name, file.name);
}

/** The cache: files verified when they were written and again at each read; a damaged one is thrown away. */
export function cacheSource(cacheDir: string, info: DatasetInfo): Source {
  return {
    name: "cache",
    read: (file, signal) => readCached(cachePath(cacheDir, info, file), file, signal),
  };
}

/**
 * Reads and verifies a cached file.
 *
 * @throws {DatasetError} `ERR_MNIST_NOT_FOUND`, or `ERR_MNIST_SIZE` or `ERR_MNIST_CHECKSUM` when it is damaged
 */
export async function readCached(path: string, file: FileInfo, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    const sha256 = file.sha256 ?? (await readFile(digestPath(path), "utf8"));
    const found = await readHashed(path, signal);
    verifyFile({ ...file, sha256 }, found, { file: path, remedy: "It was removed from the cache." });
    return found.content;
  } catch (error) {
    if (signal?.aborted) throw error;
    if (error instanceof DatasetError) {
      await rm(path, { force: true }).catch(() => {}); // In a read-only cache it stays, and is refused each time.
      throw error;
    }
    const why =
      systemCode(error) === "ENOENT" ? "is not in the cache yet" : `cannot be read (${systemCode(error)})`;
    throw new DatasetError("ERR_MNIST_NOT_FOUND", `${path} ${why}.`, { file: path, cause: error });
  }
}

/**
 * Puts a verified file into the cache.
 *
 * @throws {DatasetError} `ERR_MNIST_DISK`
 */
export async function writeCached(
  path: string,
  file: FileInfo,
  { content, sha256 }: Unpacked,
): Promise<void> {
  // Before the file itself: a file is only ever there together with what vouches for it.
  if (file.sha256 === undefined)
    await writeFileAtomically(digestPath(path), new TextEncoder().encode(sha256));
  await writeFileAtomically(path, content);
}

/** Where the digest of a file is kept whose authors publish none. */
const digestPath = (path: string) => `${path}.sha256`;
