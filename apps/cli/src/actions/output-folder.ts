import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

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
 * @throws a system error when its folder is missing or read-only, or when `path` is a folder
 */
export async function ensureWritableFile(path: string): Promise<void> {
  await access(dirname(resolve(path)), constants.W_OK);
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory())
    throw Object.assign(new Error(`${path} is a folder`), { code: "EISDIR", path });
}
