import { canDigest, sha256Hex } from "../digest.js";
import { checkAddress } from "../download/address.js";
import { collect, fetchFile } from "../download/fetch.js";
import { tryMirrors } from "../download/mirrors.js";
import { DEFAULT_TIMEOUT_MS } from "../download/progress.js";
import { DatasetError, refuse } from "../errors.js";
import { inflate } from "../inflate.js";
import { Split } from "../split.js";
import { type BundleChunk, type BundleManifest, checkManifest, MANIFEST_NAME } from "./format.js";

export interface BundleOptions {
  /** Gives up when in a period this long less than 1 KiB a second arrives. Default: 20,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Chunks asked for ahead of the one that is unpacked. */
const CHUNKS_AHEAD = 2;

/**
 * Loads a split from a bundle, chunk by chunk: each value is a split of everything that has arrived so far (a view of
 * the same memory), the last one the whole split. Training can start on the first.
 *
 * @param folder address of the bundle's folder, absolute or, in a page, relative to it
 * @param name "train", "test", ...
 * @throws {DatasetError} when a file cannot be had or is not what the manifest says; the reason of `signal` when it
 *   aborts
 */
export async function* streamBundle(
  folder: string,
  name: string,
  options: BundleOptions = {},
): AsyncGenerator<Split, void, undefined> {
  const path = folder.replace(/\/*$/, "/");
  const page = globalThis.location?.href;
  const { href: base } = checkAddress(URL.canParse(path, page) ? new URL(path, page).href : path);
  const manifest = await fetchManifest(base, options);
  if (!Object.hasOwn(manifest.splits, name)) {
    const remedy = `Choose one of ${Object.keys(manifest.splits).join(", ")}.`;
    refuse(`The bundle ${base} has no split "${name}".`, { remedy });
  }
  const { rows, columns, classNames, splits } = manifest;
  const { samples, chunks } = splits[name];
  const size = rows * columns;
  const images = new Uint8Array(samples * size);
  const labels = new Uint8Array(samples);
  const queue: Promise<Uint8Array>[] = [];
  let filled = 0;
  for (const [index, chunk] of chunks.entries()) {
    while (queue.length <= CHUNKS_AHEAD && index + queue.length < chunks.length) {
      const loading = fetchChunk(base, chunks[index + queue.length], 1 + size, options);
      loading.catch(() => {}); // Its turn to be thrown comes when it is awaited below.
      queue.push(loading);
    }
    const unpacked = (await queue.shift())!;
    labels.set(unpacked.subarray(0, chunk.samples), filled);
    images.set(unpacked.subarray(chunk.samples), filled * size);
    filled += chunk.samples;
    const soFar = { images: images.subarray(0, filled * size), labels: labels.subarray(0, filled) };
    yield new Split({ name, ...soFar, classNames, rows, columns });
  }
}

/**
 * Loads a whole split from a bundle.
 *
 * @throws {DatasetError} as {@link streamBundle}
 */
export async function loadBundle(folder: string, name: string, options: BundleOptions = {}): Promise<Split> {
  let split: Split | undefined;
  for await (split of streamBundle(folder, name, options));
  if (split) return split;
  throw new DatasetError("ERR_MNIST_FORMAT", `The bundle ${folder} has an empty split "${name}".`);
}

async function fetchManifest(base: string, options: BundleOptions): Promise<BundleManifest> {
  const address = `${base}${MANIFEST_NAME}`;
  const text = new TextDecoder().decode(await fetchWhole(address, MANIFEST_NAME, options));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DatasetError("ERR_MNIST_FORMAT", `${address} is not JSON.`, { mirror: address, cause });
  }
  return checkManifest(value, address);
}

async function fetchChunk(
  base: string,
  chunk: BundleChunk,
  bytesPerSample: number,
  options: BundleOptions,
): Promise<Uint8Array> {
  const address = new URL(chunk.file, base).href;
  const bytes = await fetchWhole(address, chunk.file, options);
  const fail = (what: string, cause?: unknown) => {
    const remedy = "Make the bundle again, or check how the server sends it.";
    const details = { file: chunk.file, mirror: address, remedy, cause };
    return new DatasetError(
      "ERR_MNIST_CHECKSUM",
      `${address} is not what the bundle says: ${what}.`,
      details,
    );
  };
  const unpacked = await inflate(bytes, chunk.samples * bytesPerSample).catch((error) => {
    throw fail(error.message, error);
  });
  if (!canDigest()) return unpacked; // The gzip file's own CRC-32 was right.
  const sha256 = await sha256Hex(unpacked);
  if (sha256 !== chunk.sha256) throw fail(`it has SHA-256 ${sha256}, expected ${chunk.sha256}`);
  return unpacked;
}

/** Fetches a small file, from its first byte at each try. */
async function fetchWhole(address: string, name: string, options: BundleOptions): Promise<Uint8Array> {
  let bytes = new Uint8Array(0);
  const fetchOptions = { timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS, signal: options.signal };
  const attempt = async () => {
    bytes = await collect((await fetchFile(address, name, 0, fetchOptions)).chunks);
  };
  await tryMirrors([address], name, attempt, options.signal);
  return bytes;
}
