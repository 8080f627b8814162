import { describe, expect, it } from "vitest";
import { canvas, imageOf } from "../test/mnist.js";
import { toMnist } from "./mnist.js";
import type { Picture } from "./picture.js";

describe("blots", () => {
  it("are no digits, whatever their outline", () => {
    for (const [rx, ry] of [
      [60, 60],
      [60, 45],
      [42, 60],
    ]) {
      for (const roughness of [0, 6]) {
        expect(() => toMnist(spot(rx, ry, roughness))).toThrow("nothing in the picture looks like a digit");
      }
    }
  });

  it("are not what bold digits are", () => {
    for (let digit = 0; digit < 10; digit++) {
      const { data, width, height } = canvas(300, 300, [{ image: imageOf(digit), x: 10, y: 10, scale: 10 }]);
      // Grown by 8 pixels: an MNIST pixel is 10.
      const bold = data.map((_, p) => {
        let darkest = 255;
        for (let step = -8; step <= 8; step++) darkest = Math.min(darkest, data[p + step] ?? 255);
        return darkest;
      });
      expect(toMnist({ data: bold, width, height, channels: 1 }).length).toBe(784);
    }
  });
});

/** A dark ellipse whose outline is as rough as noise leaves it. */
function spot(rx: number, ry: number, roughness: number): Picture {
  const data = new Uint8Array(200 * 200).fill(240);
  for (let y = 0, p = 0; y < 200; y++) {
    for (let x = 0; x < 200; x++, p++) {
      const jitter = ((x * 7919 + y * 104_729) % 17) / 17 - 0.5;
      const distance = Math.hypot((x - 100) / rx, (y - 100) / ry);
      if (distance < 1 + (jitter * roughness) / rx) data[p] = 30;
    }
  }
  return { data, width: 200, height: 200, channels: 1 };
}
