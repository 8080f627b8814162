// An augmentation for tests that fails in the middle of a run.
export function createAugment() {
  return (_image, _out, step, sample) => {
    if (step === 2 && sample === 5) throw new Error("no augmentation today");
  };
}
