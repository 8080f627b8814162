import { pause } from "../abort.js";
import { allFailed, DatasetError } from "../errors.js";

/** How often in a row a mirror may fail without sending anything of use before it is given up. */
const MAX_FAILURES = 3;
/** Less than this is no progress: a server that dies after every few bytes must not keep us for ever. */
const PROGRESS_BYTES = 64 * 1024;
const FIRST_PAUSE_MS = 250;
/** Request time-out, range not satisfiable (the part on disk is thrown away then), too early, too many requests. */
const PASSING_STATUSES = new Set([408, 416, 425, 429]);

/** One try to get (more of) a file from a mirror; `received` counts the bytes it brought. */
export type Attempt = (mirror: string, count: (bytes: number) => void) => Promise<void>;

/**
 * Tries the mirrors in order, again and again, until an attempt succeeds. A mirror that refuses the file or sends
 * something else is asked no more; one that breaks off or stalls gets further tries, with pauses that double as long
 * as nothing arrives.
 *
 * @throws {DatasetError} `ERR_MNIST_UNAVAILABLE`, with the failures of every mirror, when none is left
 */
export async function tryMirrors(
  mirrors: readonly string[],
  file: string,
  attempt: Attempt,
  signal?: AbortSignal,
): Promise<void> {
  const failures: DatasetError[] = [];
  let candidates = mirrors.map((mirror) => ({ mirror, failuresInARow: 0 }));
  for (let pauseMs = FIRST_PAUSE_MS; ; ) {
    let received = 0;
    for (const candidate of candidates) {
      let receivedHere = 0;
      try {
        return await attempt(candidate.mirror, (bytes) => {
          receivedHere += bytes;
        });
      } catch (error) {
        if (!(error instanceof DatasetError) || error.code === "ERR_MNIST_DISK") throw error;
        failures.push(error);
        if (!isPassing(error)) candidate.failuresInARow = MAX_FAILURES;
        else if (receivedHere >= PROGRESS_BYTES) candidate.failuresInARow = 0;
        else candidate.failuresInARow++;
      }
      received += receivedHere;
    }
    candidates = candidates.filter(({ failuresInARow }) => failuresInARow < MAX_FAILURES);
    if (candidates.length === 0) {
      const lastOfEach = [...new Map(failures.map((failure) => [failure.mirror, failure])).values()];
      const remedy = "Check the connection and the proxy.";
      throw allFailed(`No mirror gave ${file}`, lastOfEach, { file, remedy });
    }
    if (received < PROGRESS_BYTES) {
      await pause(pauseMs, signal);
      pauseMs *= 2;
    } else {
      pauseMs = FIRST_PAUSE_MS;
    }
  }
}

/** Whether the same mirror may do better in a moment. */
function isPassing({ code, status = 0 }: DatasetError): boolean {
  if (code === "ERR_MNIST_HTTP") return PASSING_STATUSES.has(status) || status >= 500;
  return code === "ERR_MNIST_NETWORK" || code === "ERR_MNIST_TIMEOUT" || code === "ERR_MNIST_SIZE";
}
