import { access, constants, mkdir, realpath, stat } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { UsageError } from "../errors.js";

/**
 * Makes sure, before hours of work, that files can be written to `folder`: creates it when it is missing.
 *
 * @throws a system error (EACCES, EROFS, ENOTDIR, EEXIST ...) when they cannot
 */
export async function ensureWritableFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
}

/**
 * Makes sure that a file can be written to `path`.
 *
 * @throws {UsageError} when `path` is no file's
 * @throws a system error when its folder is missing or read-only, or when `path` is a folder
 */
export async function ensureWritableFile(path: string): Promise<void> {
  if (path.endsWith("/") || path.endsWith(sep)) {
    throw new UsageError(`"${path}" is no path of a file; name a file`);
  }
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory())
    throw Object.assign(new Error(`${path} is a folder`), { code: "EISDIR", path });
  const isDevice = existing && !existing.isFile();
  await access(isDevice ? path : dirname(existing ? await realpath(path) : resolve(path)), constants.W_OK);
}
