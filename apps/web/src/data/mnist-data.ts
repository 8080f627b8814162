import { streamBundle } from "@mnist/dataset/bundle";
import type { Samples } from "@mnist/model";

const sizes = { train: 60_000, test: 10_000 } as const;

/** Workers lie in assets/, the data beside that folder; in development both are at the root. */
export const dataFolder = new URL(import.meta.env.DEV ? "/mnist-data" : "../mnist-data", import.meta.url)
  .href;

/**
 * MNIST from the page's own origin, see vite/mnist-data.ts.
 *
 * @param onProgress called with the share that has arrived, 0 to 1
 * @throws {DatasetError} when a file cannot be had or is damaged; the reason of `signal` when it aborts
 */
export async function loadSplit(
  split: keyof typeof sizes,
  onProgress: (share: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Samples> {
  let samples: Samples | undefined;
  for await (const arrived of streamBundle(dataFolder, split, { signal })) {
    onProgress(arrived.length / sizes[split]);
    samples = { images: arrived.images, labels: arrived.labels };
  }
  if (!samples) throw new Error(`the ${split} images are empty; reload the page`);
  return samples;
}
