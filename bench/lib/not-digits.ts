import { Random } from "@mnist/random";
import { fashionImages } from "./idx.js";

/** Images that no classifier of digits should be sure about, by name: `[N, 28, 28]` each. */
export async function notDigits(): Promise<Record<string, Uint8Array>> {
  const fashion = await fashionImages();
  return {
    blank: new Uint8Array(784),
    noise: noise(1000),
    scribbles: scribbles(1000),
    ...(fashion && { "Fashion-MNIST": fashion }),
  };
}

function noise(count: number): Uint8Array {
  const random = new Random(1, "noise");
  return Uint8Array.from({ length: count * 784 }, () => random.integer(256));
}

/** Closed random walks with inertia, drawn with a pen of about MNIST's width in the box of 20 x 20. */
function scribbles(count: number): Uint8Array {
  const random = new Random(1, "scribbles");
  const images = new Uint8Array(count * 784);
  for (let n = 0; n < count; n++) {
    const image = images.subarray(n * 784, (n + 1) * 784);
    let [x, y] = [random.uniform(6, 22), random.uniform(6, 22)];
    let heading = random.uniform(0, 2 * Math.PI);
    let turning = random.normal(0, 0.4);
    const length = 120 + random.integer(200);
    for (let step = 0; step < length; step++) {
      turning = 0.9 * turning + random.normal(0, 0.15);
      heading += turning;
      x = Math.min(Math.max(x + 0.5 * Math.cos(heading), 4), 23);
      y = Math.min(Math.max(y + 0.5 * Math.sin(heading), 4), 23);
      dab(image, x, y);
    }
  }
  return images;
}

/** A round spot of 1.3 pixels' radius with soft edges. */
function dab(image: Uint8Array, x: number, y: number): void {
  for (let row = Math.floor(y) - 2; row <= y + 2; row++) {
    for (let column = Math.floor(x) - 2; column <= x + 2; column++) {
      const ink = 255 * Math.min(Math.max(1.8 - Math.hypot(column - x, row - y), 0), 1);
      image[row * 28 + column] = Math.max(image[row * 28 + column], ink);
    }
  }
}
