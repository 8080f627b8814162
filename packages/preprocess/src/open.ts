import { constants, createReadStream, open, type Stats } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { promisify } from "node:util";

/**
 * Opens a file for reading.
 *
 * @param stats what is known of the file
 */
export async function openForReading(path: string, stats: Stats): Promise<Readable> {
  // Elsewhere a pipe that nobody has opened for writing yet seems to have ended.
  if (!stats.isFIFO() || process.platform !== "linux") return createReadStream(path);
  // A thread that waits inside the system for somebody to write could not be ended, nor the process with it.
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
