import { DatasetError } from "../errors.js";

/** The file of a bundle that says what the others are. */
export const MANIFEST_NAME = "bundle.json";

/**
 * A bundle: a data set in files that a web app serves from its own folder. `bundle.json` holds this manifest; each
 * chunk file is a gzip file of some samples, first their labels (n bytes), then their pixels (n x rows x columns).
 * Chunks are small enough that training can start when the first has arrived.
 */
export interface BundleManifest {
  format: "mnist-bundle";
  version: 1;
  title: string;
  license: string;
  citation: string;
  classNames: readonly string[];
  rows: number;
  columns: number;
  splits: Record<string, BundleSplit>;
}

/** A split's samples and its chunks, in order. */
export interface BundleSplit {
  samples: number;
  chunks: readonly BundleChunk[];
}

/** One file of a bundle. */
export interface BundleChunk {
  file: string;
  samples: number;
  /** Size of the file. */
  bytes: number;
  /** SHA-256, in hexadecimal, of what it unpacks to. */
  sha256: string;
}

/** The most samples a manifest may announce: no bundle's claim makes a reader take all memory. */
const MAX_SAMPLES = 1_000_000;

/**
 * Checks that `value` is a manifest and its numbers add up.
 *
 * @throws {DatasetError} `ERR_MNIST_FORMAT`
 */
export function checkManifest(value: unknown, address: string): BundleManifest {
  const fail = (what: string) => {
    const remedy = "Make the bundle again.";
    return new DatasetError("ERR_MNIST_FORMAT", `${address} is not a bundle's manifest: ${what}.`, {
      mirror: address,
      remedy,
    });
  };
  const manifest = value as Partial<BundleManifest> | null;
  if (manifest?.format !== "mnist-bundle") throw fail('it has no "format": "mnist-bundle"');
  if (manifest.version !== 1) throw fail(`version ${manifest.version} is unknown`);
  const { rows, columns, classNames, splits } = manifest;
  if (!isCount(rows) || !isCount(columns) || rows * columns > 2 ** 20)
    throw fail("the image size is not a size");
  if (!Array.isArray(classNames)) throw fail("it names no classes");
  if (typeof splits !== "object" || splits === null) throw fail("it has no splits");
  for (const [name, split] of Object.entries(splits)) {
    if (!Array.isArray(split?.chunks)) throw fail(`split "${name}" has no chunks`);
    let samples = 0;
    for (const chunk of split.chunks) {
      const isWhole =
        typeof chunk.file === "string" && typeof chunk.sha256 === "string" && isCount(chunk.samples);
      if (!isWhole) throw fail(`split "${name}" has a chunk without file, samples or sha256`);
      samples += chunk.samples;
    }
    if (samples !== split.samples || samples > MAX_SAMPLES) {
      throw fail(`split "${name}" announces ${split.samples} samples and has ${samples}`);
    }
  }
  return manifest as BundleManifest;
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;
