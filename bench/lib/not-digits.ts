import { Random } from "@mnist/random";
import { fashionImages } from "./idx.js";
import { scribble } from "./ink.js";
import { fonts, letterImages } from "./letters.js";

/** Images that no classifier of digits should be sure about, by name: `[N, 28, 28]` each. None of them is trained on. */
export async function notDigits(): Promise<Record<string, Uint8Array>> {
  const fashion = await fashionImages();
  return {
    blank: new Uint8Array(784),
    noise: noise(1000),
    scribbles: scribbles(1000),
    letters: await letterImages(fonts.heldOut),
    ...(fashion && { "Fashion-MNIST": fashion }),
  };
}

function noise(count: number): Uint8Array {
  const random = new Random(1, "test noise");
  return Uint8Array.from({ length: count * 784 }, () => random.integer(256));
}

function scribbles(count: number): Uint8Array {
  const random = new Random(1, "test scribbles");
  const images = new Uint8Array(count * 784);
  for (let n = 0; n < count; n++) {
    scribble(images.subarray(n * 784, (n + 1) * 784), random, 120 + random.integer(200));
  }
  return images;
}
