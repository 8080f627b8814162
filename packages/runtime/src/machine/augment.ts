import type { Augment } from "../types.js";
import type { AugmentSetup } from "./messages.js";

type AugmentKernel = (
  batch: number,
  n: number,
  first: number,
  images: number,
  size: number,
  out: number,
  step: number,
) => void;

/** Loads the caller's augmentation as a kernel: images of the batch's samples to `out`, [n][size] bytes. */
export async function loadAugment(setup: AugmentSetup, memory: WebAssembly.Memory): Promise<AugmentKernel> {
  const module = await import(/* @vite-ignore */ /* webpackIgnore: true */ setup.module);
  if (typeof module.createAugment !== "function") {
    throw new TypeError(`augment module ${setup.module} exports no function createAugment`);
  }
  const augment: Augment = module.createAugment(setup.options, setup.seed);
  const { buffer } = memory;
  const images8 = new Uint8Array(buffer);
  const words = new Uint32Array(buffer);
  return (batch, n, first, images, size, out, step) => {
    for (let i = 0; i < n; i++) {
      const from = images + words[(batch >> 2) + i] * size;
      const to = out + i * size;
      augment(
        images8.subarray(from, from + size),
        images8.subarray(to, to + size),
        words[step >> 2],
        first + i,
      );
    }
  };
}
