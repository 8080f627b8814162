/** Views of an image besides itself. */
const views = 16;
/** Weaker than what networks are trained with: every view must still look like the digit. */
const strength = { shift: 1, rotation: 8, scale: 0.08, shear: 0.1 };
const size = 28 * 28;

/**
 * Test-time augmentation: `[N, 28, 28]` images as they are, then all of them altered in one way after the other. The
 * alterations are the same for every image and in every call, so answers stay repeatable.
 */
export async function* viewsOf(images: Uint8Array): AsyncGenerator<Uint8Array> {
  yield images;
  const { createAugment } = await import("@mnist/preprocess/augment");
  const alter = createAugment(strength, 0);
  for (let view = 0; view < views; view++) {
    const altered = new Uint8Array(images.length);
    for (let at = 0; at < images.length; at += size) {
      alter(images.subarray(at, at + size), altered.subarray(at, at + size), view, 0);
    }
    yield altered;
  }
}
