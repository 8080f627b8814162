import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { pause } from "../abort.js";
import { diskError, systemCode } from "./disk.js";

const POLL_MS = 50;
const HEARTBEAT_MS = 2_000;
/** A lock whose holder has not stirred for so long is taken from it. */
const STALE_MS = 15_000;

/**
 * Runs `task` while holding the lock file `path`, so that several processes that need the same file download it once.
 *
 * The lock saves work, it does not guard correctness: what is written below it is verified and renamed into place,
 * so two holders at once (after a holder was suspended, say) do no harm. A lock left by a killed process is noticed
 * by its process id, or by its age when it comes from another machine.
 *
 * @throws {DatasetError} `ERR_MNIST_DISK` when the lock file cannot be made; the reason of `signal` when it aborts
 */
export async function withLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  task: () => Promise<T>,
): Promise<T> {
  const owner = `${process.pid} ${hostname()}`;
  while (!(await tryLock(path, owner))) {
    if (await isStale(path)) await rm(path, { force: true });
    else await pause(POLL_MS, signal);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // Taken away as stale: nothing to keep alive.
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true }).catch(() => {});
  }
}

async function tryLock(path: string, owner: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, owner, { flag: "wx" });
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw diskError(path, error);
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    const ageMs = Date.now() - mtimeMs;
    // Empty: its process died between making the file and writing its name into it.
    if (ageMs > STALE_MS || (owner === "" && ageMs > POLL_MS)) return true;
    const [pid, host] = owner.split(" ");
    return host === hostname() && !isAlive(Number(pid));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false; // Let go in this moment: try again.
    throw diskError(path, error);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}
