// An augmentation for tests that leaves images as they are and fails in the middle of a run, `times` times.
export function createAugment({ times }) {
  let left = times;
  return (image, out, step, sample) => {
    if (step === 2 && sample === 5 && left-- > 0) throw new Error("no augmentation today");
    out.set(image);
  };
}
