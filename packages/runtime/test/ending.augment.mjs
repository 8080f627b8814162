// An augmentation for tests that ends the worker it runs in.
export function createAugment() {
  return () => process.exit(7);
}
