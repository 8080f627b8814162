import { ModelError } from "./errors.js";

/**
 * Writes files into a folder (made if need be): each to a temporary name beside its final one first, and renamed
 * when all are complete and on disk, so that a failure leaves earlier files as they were and no half-written one.
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_WRITE`
 */
export async function writeFiles(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  const { mkdir, open, rename, rm } = await import("node:fs/promises");
  const { join } = await import("node:path");
  const suffix = `.${crypto.randomUUID()}.tmp`;
  const paths = Object.keys(files).map((name) => join(folder, name));
  try {
    await mkdir(folder, { recursive: true });
    for (const [i, bytes] of Object.values(files).entries()) {
      const file = await open(paths[i] + suffix, "wx");
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    for (const path of paths) await rename(path + suffix, path);
  } catch (cause) {
    for (const path of paths) await rm(path + suffix, { force: true }).catch(() => {});
    throw new ModelError(
      "ERR_MNIST_MODEL_WRITE",
      `cannot write ${Object.keys(files).join(" and ")} in ${folder} (${reason(cause)}); choose a folder you may write to, on a disk with space`,
      { cause },
    );
  }
}

/** The bytes of a file; `undefined` when there is none. */
export async function readIfPresent(
  folder: string,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { readFile } = await import("node:fs/promises");
  const { join } = await import("node:path");
  try {
    return new Uint8Array(await readFile(join(folder, name)));
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unreadable(folder, name, cause);
  }
}

/**
 * The bytes of a file that must be a regular file of at most `limit` bytes (looked at before anything is read).
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_NOT_FOUND`, or `ERR_MNIST_MODEL_FORMAT` when it is larger
 */
export async function readLimited(
  folder: string,
  name: string,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { readFile, stat } = await import("node:fs/promises");
  const { join } = await import("node:path");
  try {
    const path = join(folder, name);
    const found = await stat(path);
    if (!found.isFile()) throw new Error("not a regular file");
    if (found.size > limit) {
      throw new ModelError(
        "ERR_MNIST_MODEL_FORMAT",
        `${name} in ${folder} has ${found.size} bytes, expected at most ${limit}; save or copy the model again`,
      );
    }
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw cause instanceof ModelError ? cause : unreadable(folder, name, cause);
  }
}

function unreadable(folder: string, name: string, cause: unknown): ModelError {
  return new ModelError(
    "ERR_MNIST_MODEL_NOT_FOUND",
    `cannot read ${name} in ${folder} (${reason(cause)}); give the folder of a model that was saved here`,
    { cause },
  );
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause ? `${cause.code}` : cause.message;
}
