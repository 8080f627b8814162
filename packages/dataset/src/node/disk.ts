import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DatasetError } from "../errors.js";

/** A failed file operation as a typed error that names the file and the remedy. */
export function diskError(path: string, cause: unknown): DatasetError {
  const code = systemCode(cause) ?? String(cause);
  const remedies: Record<string, string> = {
    ENOSPC: "Free some space, or choose another cache folder (MNIST_CACHE_DIR).",
    EDQUOT: "Free some space, or choose another cache folder (MNIST_CACHE_DIR).",
    EROFS: "The disk is read-only: choose another cache folder (MNIST_CACHE_DIR).",
  };
  const remedy =
    remedies[code] ?? "Check the folder's permissions, or choose another cache folder (MNIST_CACHE_DIR).";
  return new DatasetError("ERR_MNIST_DISK", `${path} cannot be written (${code}).`, {
    file: path,
    remedy,
    cause,
  });
}

/** The system's name of a failure ("ENOENT", ...), when it has one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/**
 * Writes a file that is there whole or not at all, even after a power cut: to a temporary name in the same folder,
 * fsync, rename, fsync of the folder.
 *
 * @throws {DatasetError} `ERR_MNIST_DISK`
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw diskError(path, error);
  }
}

/** A temporary file this old belongs to a process that was killed. */
const ABANDONED_MS = 60_000;

/** Removes the temporary files that killed processes left beside `path`. */
export async function removeAbandoned(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(".tmp")) continue;
    const temporary = join(dirname(path), name);
    const { mtimeMs } = await stat(temporary).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(temporary, { force: true }).catch(() => {});
  }
}

/** Makes renames in a folder last through a power cut; some systems (Windows) do not allow it, nor need it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
