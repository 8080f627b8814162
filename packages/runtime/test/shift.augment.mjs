// An augmentation for tests: shifts the image by a number of pixels that (seed, step, sample) decide.
export function createAugment({ most }, seed) {
  return (image, out, step, sample) => {
    const shift = (Math.imul(seed + step * 7919 + sample * 104729, 0x9e3779b1) >>> 16) % (most + 1);
    out.fill(0);
    out.set(image.subarray(0, image.length - shift), shift);
  };
}
