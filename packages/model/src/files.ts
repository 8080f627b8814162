import { ModelError } from "./errors.js";

/**
 * What folders are read and written with.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` where there are none, as in a page
 */
export function disk(folder: string) {
  const { process } = globalThis;
  if (!process?.getBuiltinModule) {
    throw new ModelError(
      "ERR_MNIST_ARGUMENT",
      `there is no folder ${folder} outside of Node; name a model that ships or pass one in memory, and keep no checkpoints`,
    );
  }
  const { join } = process.getBuiltinModule("node:path");
  return { ...process.getBuiltinModule("node:fs/promises"), join };
}

/**
 * The path that a `file:` URL names.
 *
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` for another kind of URL, and as {@link disk}
 */
export function pathOf(url: URL): string {
  disk(url.href);
  try {
    return process.getBuiltinModule("node:url").fileURLToPath(url);
  } catch (cause) {
    const message = `${url.href} is no folder on this machine; give its path or file: URL`;
    throw new ModelError("ERR_MNIST_ARGUMENT", message, { cause });
  }
}

/**
 * Writes files into a folder (made if need be): each to a temporary name beside its final one first, and renamed
 * when all are complete and on disk. A failure leaves earlier files as they were and no half-written one.
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_WRITE`, `ERR_MNIST_ARGUMENT` as {@link disk}
 */
export async function writeFiles(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  const { mkdir, open, rm, join } = disk(folder);
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
    await replace(folder, paths, suffix);
  } catch (cause) {
    for (const path of paths) await rm(path + suffix, { force: true }).catch(() => {});
    throw new ModelError(
      "ERR_MNIST_MODEL_WRITE",
      `cannot write ${Object.keys(files).join(" and ")} in ${folder} (${reason(cause)}); choose a folder you may write to, on a disk with space`,
      { cause },
    );
  }
}

/** Renames all of `path + suffix` to `path`, or none: what went well before a failure is taken back. */
async function replace(folder: string, paths: readonly string[], suffix: string): Promise<void> {
  const { copyFile, rename, rm } = disk(folder);
  if (paths.length === 1) return rename(paths[0] + suffix, paths[0]);
  const earlier = `${suffix}.earlier`;
  const replaced: string[] = [];
  try {
    for (const path of paths) {
      await copyFile(path, path + earlier).catch((cause) => {
        if (!isMissing(cause)) throw cause;
      });
    }
    for (const path of paths) {
      await rename(path + suffix, path);
      replaced.push(path);
    }
  } catch (cause) {
    for (const path of replaced) {
      await rename(path + earlier, path).catch(() => rm(path, { force: true }));
    }
    throw cause;
  } finally {
    for (const path of paths) await rm(path + earlier, { force: true }).catch(() => {});
  }
}

/** The bytes of a file; `undefined` when there is none. */
export async function readIfPresent(
  folder: string,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { readFile, join } = disk(folder);
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
  const size = await sizeOf(folder, name);
  if (size > limit) throw otherSize(folder, name, size, `at most ${limit}`);
  const bytes = new Uint8Array(size);
  await readInto(bytes, folder, name);
  return bytes;
}

/**
 * Regular files one after the other, which must have `byteLength` bytes together (looked at before memory is taken,
 * for just that many).
 *
 * @throws {ModelError} `ERR_MNIST_MODEL_NOT_FOUND`, or `ERR_MNIST_MODEL_FORMAT` when they have more or fewer
 */
export async function readTogether(
  folder: string,
  names: readonly string[],
  byteLength: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const ends = [0];
  for (const [i, name] of names.entries()) ends.push(ends[i] + (await sizeOf(folder, name)));
  const found = ends[names.length];
  if (found !== byteLength) throw otherSize(folder, names.join(" and "), found, `${byteLength}`);
  const bytes = new Uint8Array(byteLength);
  for (const [i, name] of names.entries()) await readInto(bytes.subarray(ends[i], ends[i + 1]), folder, name);
  return bytes;
}

async function sizeOf(folder: string, name: string): Promise<number> {
  const { stat, join } = disk(folder);
  try {
    const found = await stat(join(folder, name));
    if (!found.isFile()) throw new Error("not a regular file");
    return found.size;
  } catch (cause) {
    throw unreadable(folder, name, cause);
  }
}

/** Fills `bytes` from the beginning of a file. */
async function readInto(bytes: Uint8Array, folder: string, name: string): Promise<void> {
  const { open, join } = disk(folder);
  try {
    const file = await open(join(folder, name));
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at);
        if (bytesRead === 0) throw new Error(`it ended after ${at} bytes`);
        at += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(folder, name, cause);
  }
}

function otherSize(folder: string, name: string, size: number, expected: string): ModelError {
  return new ModelError(
    "ERR_MNIST_MODEL_FORMAT",
    `${name} in ${folder}: ${size} bytes, expected ${expected}; save or copy the model again`,
  );
}

function unreadable(folder: string, name: string, cause: unknown): ModelError {
  return new ModelError(
    "ERR_MNIST_MODEL_NOT_FOUND",
    `cannot read ${name} in ${folder} (${reason(cause)}); give the folder of a saved model`,
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
