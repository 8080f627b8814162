import { DatasetError } from "../errors.js";
import { checkAddress } from "./address.js";
import { startWatchdog, type Watchdog } from "./watchdog.js";

/** How a file is asked for. */
export interface FetchOptions {
  /** Gives up when, in a period this long, less than 1 KiB a second arrives. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** The body of a file, from `start` on. */
export interface FileBody {
  /** Where `chunks` begin in the file: as asked for, or 0 when the server cannot resume. */
  start: number;
  chunks: AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Asks `address` for a file from byte `offset` on.
 *
 * @param name the file's name, for errors
 * @throws {DatasetError} `ERR_MNIST_HTTP` (the server refused), `ERR_MNIST_NETWORK` or `ERR_MNIST_TIMEOUT`; the reason
 *   of `signal` when it aborts
 */
export async function fetchFile(
  address: string,
  name: string,
  offset: number,
  options: FetchOptions,
): Promise<FileBody> {
  checkAddress(address);
  const watchdog = startWatchdog(options.timeoutMs, options.signal);
  const explain = (error: unknown) => explainFailure(error, address, name, watchdog, options);
  try {
    const headers: Record<string, string> = { "Accept-Encoding": "identity" };
    if (offset > 0) headers.Range = `bytes=${offset}-`;
    const response = await fetch(address, { headers, signal: watchdog.signal });
    const start = checkResponse(response, address, name, offset);
    return { start, chunks: readChunks(response.body, watchdog, explain) };
  } catch (error) {
    watchdog.stop();
    throw explain(error);
  }
}

/** Checks the status; returns where in the file the body begins. */
function checkResponse(response: Response, address: string, name: string, offset: number): number {
  checkAddress(response.url || address); // Empty when a service worker made the answer.
  if (response.ok) return response.status === 206 ? offset : 0;
  throw new DatasetError("ERR_MNIST_HTTP", `${address} answered ${response.status} ${response.statusText}.`, {
    file: name,
    mirror: address,
    status: response.status,
    remedy: "Try again later, or use another mirror.",
  });
}

async function* readChunks(
  body: ReadableStream<Uint8Array> | null,
  watchdog: Watchdog,
  explain: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body?.getReader();
  try {
    while (reader) {
      const { done, value } = await reader.read();
      if (done) return;
      watchdog.feed(value.length);
      yield value;
    }
  } catch (error) {
    throw explain(error);
  } finally {
    watchdog.stop();
  }
}

function explainFailure(
  error: unknown,
  mirror: string,
  file: string,
  watchdog: Watchdog,
  options: FetchOptions,
): unknown {
  if (options.signal?.aborted) return options.signal.reason;
  if (error instanceof DatasetError) return error;
  const details = { file, mirror, cause: error, remedy: "Check the connection and the proxy." };
  if (watchdog.expired) {
    const seconds = options.timeoutMs / 1000;
    return new DatasetError("ERR_MNIST_TIMEOUT", `${mirror} sent next to nothing for ${seconds} s.`, details);
  }
  const reason =
    error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : error;
  return new DatasetError("ERR_MNIST_NETWORK", `The connection to ${mirror} failed (${reason}).`, details);
}

/** All of a body in one array. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const received: Uint8Array[] = [];
  for await (const chunk of chunks) received.push(chunk);
  return new Uint8Array(await new Blob(received as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
