import { randomUUID } from "node:crypto";
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";

/** What a file is to hold, in one piece or in several. */
type Content = Uint8Array | string | Iterable<Uint8Array | string>;

/**
 * Writes a file under a temporary name first, so that a failure leaves an earlier one as it was and no half of a new
 * one. A link goes on pointing to its file, and devices and pipes (`/dev/null`, `/dev/stdout`) are written to.
 */
export async function writeWhole(path: string, content: Content, signal?: AbortSignal): Promise<void> {
  try {
    await write(path, content, signal);
  } catch (error) {
    throw named(error, path);
  }
}

/** An error of writing with the name people know: Node gives that of the temporary file, or of a full disk none. */
function named(error: unknown, path: string): unknown {
  return error instanceof Error ? Object.assign(error, { path }) : error;
}

async function write(path: string, content: Content, signal?: AbortSignal): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) return writeFile(path, content, { signal });
  const target = existing ? await realpath(path) : path;
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content, { flag: "wx", signal });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
