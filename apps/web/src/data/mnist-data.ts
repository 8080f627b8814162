/** MNIST in the page: gzipped parts from our own origin, made by vite/mnist-data.ts. */
import type { Samples } from "@mnist/model";

/** Images in one part; its file holds the labels, then the images, gzipped. */
export const PART_SIZE = 10_000;
export const splitSizes = { train: 60_000, test: 10_000 } as const;
export type SplitName = keyof typeof splitSizes;

const PIXELS = 28 * 28;

export interface LoadOptions {
  signal?: AbortSignal;
  /** The share that has arrived, 0 to 1. */
  onProgress?: (share: number) => void;
}

export function partName(split: SplitName, part: number): string {
  return `mnist-data/${split}-${part}.bin`;
}

/**
 * Loads a split, its parts in parallel.
 *
 * @throws {Error} when a part cannot be had or is not complete
 */
export async function loadSplit(
  split: SplitName,
  { signal, onProgress }: LoadOptions = {},
): Promise<Samples> {
  const size = splitSizes[split];
  const images = new Uint8Array(size * PIXELS);
  const labels = new Uint8Array(size);
  const parts = size / PART_SIZE;
  let arrived = 0;
  await Promise.all(
    Array.from({ length: parts }, async (_, part) => {
      const bytes = await loadPart(partName(split, part), signal);
      labels.set(bytes.subarray(0, PART_SIZE), part * PART_SIZE);
      images.set(bytes.subarray(PART_SIZE), part * PART_SIZE * PIXELS);
      onProgress?.(++arrived / parts);
    }),
  );
  return { images, labels };
}

async function loadPart(name: string, signal?: AbortSignal): Promise<Uint8Array> {
  // Workers lie in assets/, the data beside it; in development both are at the root.
  const url = new URL(import.meta.env.DEV ? `/${name}` : `../${name}`, import.meta.url);
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) {
    throw new Error(
      `${name} could not be loaded (HTTP status ${response.status}); reload the page to try again`,
    );
  }
  const unpacked = response.body.pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
  if (bytes.length !== PART_SIZE * (PIXELS + 1)) {
    throw new Error(`${name} is incomplete (${bytes.length} bytes); reload the page to try again`);
  }
  return bytes;
}
