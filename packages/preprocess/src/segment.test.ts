import { describe, expect, it } from "vitest";
import { canvas, difference, image, imageOf, label } from "../test/mnist.js";
import { type Score, segmentDigits } from "./segment.js";

/** A real, if slow, classifier: how near is the nearest of 1,500 test images that no test below uses? */
const known = Array.from({ length: 1500 }, (_, i) => image(8000 + i));

function nearest(pixels: Uint8Array): { digit: number; confidence: number } {
  let best = Number.POSITIVE_INFINITY;
  let at = 0;
  for (const [i, other] of known.entries()) {
    let sum = 0;
    for (let p = 0; p < 784 && sum < best; p++) sum += (pixels[p] - other[p]) ** 2;
    if (sum < best) {
      best = sum;
      at = i;
    }
  }
  return { digit: label(8000 + at), confidence: Math.exp(-best / 6e6) };
}

const score = (images: Uint8Array) =>
  Array.from(
    { length: images.length / 784 },
    (_, i) => nearest(images.subarray(i * 784, (i + 1) * 784)).confidence,
  );

/** Digits in a row, the center of each at its place. */
function row(digits: number[], { y = 0, apart = 90, scale = 3 } = {}) {
  return digits.map((digit, i) => ({ image: imageOf(digit), x: 10 + i * apart, y, scale }));
}

/** The width of an image's ink in heights. */
function aspect(pixels: Uint8Array): number {
  const inked = [...pixels.keys()].filter((p) => pixels[p] > 100);
  const columns = inked.map((p) => p % 28);
  return (Math.max(...columns) - Math.min(...columns) + 1) / ((inked[inked.length - 1] - inked[0]) / 28 + 1);
}

describe("segmentDigits", () => {
  it("finds the digits of a line from left to right, each as toMnist would", async () => {
    const { digits } = await segmentDigits(canvas(480, 100, row([3, 1, 4, 2, 7])));
    expect(digits.length).toBe(5);
    for (const [i, { image: found, box, line, number }] of digits.entries()) {
      expect(difference(found, imageOf([3, 1, 4, 2, 7][i]))).toBeLessThan(0.25);
      expect(box.x).toBeGreaterThan(10 + i * 90);
      expect(box.x + box.width).toBeLessThan(10 + i * 90 + 84);
      expect([line, number]).toEqual([0, 0]);
    }
  });

  it("reads lines from top to bottom, also when they climb", async () => {
    const climbing = row([3, 2, 4, 6, 7]).map((digit, i) => ({ ...digit, y: 60 - 14 * i }));
    const { digits } = await segmentDigits(canvas(480, 300, [...climbing, ...row([8, 9, 0], { y: 180 })]));
    expect(digits.map(({ line }) => line)).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    const wanted = [3, 2, 4, 6, 7, 8, 9, 0];
    for (const [i, digit] of digits.entries()) {
      expect(difference(digit.image, imageOf(wanted[i]))).toBeLessThan(0.25);
    }
  });

  it("groups digits into numbers where a wide gap parts them", async () => {
    const left = row([4, 2], { apart: 70 });
    const right = row([3, 6, 8], { apart: 70 }).map((digit) => ({ ...digit, x: digit.x + 320 }));
    const { digits } = await segmentDigits(canvas(640, 100, [...left, ...right]));
    expect(digits.map(({ number }) => number)).toEqual([0, 0, 1, 1, 1]);
  });

  it("splits touching digits by the caller's score", async () => {
    let right = 0;
    const pairs = [
      [3, 6],
      [2, 0],
      [0, 0],
      [5, 3],
      [6, 9],
      [2, 3],
      [8, 0],
      [3, 8],
      [8, 8],
    ];
    for (const pair of pairs) {
      const picture = canvas(250, 120, row(pair, { y: 10, apart: 54 }));
      const { digits } = await segmentDigits(picture, { score });
      const read = digits.map((digit) => nearest(digit.image).digit);
      if (read.join() === pair.join()) right++;
    }
    expect(right).toBeGreaterThanOrEqual(6);
  });

  it.each<[string, Score]>([
    ["too few", () => [0.9]],
    ["one for each class", (images) => new Float32Array((10 * images.length) / 784).fill(0.1)],
    ["no numbers", (images) => new Float32Array(images.length / 784).fill(Number.NaN)],
    ["logits", (images) => new Float32Array(images.length / 784).fill(7)],
  ])("refuses confidences that are %s", async (_, wrong) => {
    const picture = canvas(250, 120, row([3, 6], { y: 10, apart: 54 }));
    await expect(segmentDigits(picture, { score: wrong })).rejects.toMatchObject({
      name: "ArgumentError",
      code: "ERR_MNIST_ARGUMENT",
    });
  });

  it("cuts nothing into what are no digits", async () => {
    // A star, wider than high, whose middle stroke alone would be a fine 1.
    const star = canvas(150, 120, []);
    for (let t = -50; t <= 50; t++) {
      for (const [x, y] of [
        [t, 0],
        [0, 0.9 * t],
        [0.7 * t, 0.7 * t],
        [0.7 * t, -0.7 * t],
      ]) {
        for (let p = 0; p < 49; p++) {
          const row = Math.round(60 + y) - 3 + Math.floor(p / 7);
          star.data[row * 150 + Math.round(75 + x) - 3 + (p % 7)] = 0;
        }
      }
    }
    const { digits } = await segmentDigits(star, {
      score: (images) => Array.from({ length: images.length / 784 }, (_, i) => (i === 1 ? 0.99 : 0.02)),
    });
    expect(digits).toHaveLength(1);
  });

  it("keeps digits whole that are wider than high", async () => {
    const wide = Array.from({ length: 1000 }, (_, n) => n).filter((n) => aspect(image(n)) > 1.2);
    expect(wide.length).toBeGreaterThan(20);
    let whole = 0;
    for (const n of wide) {
      const picture = canvas(150, 150, [{ image: image(n), x: 20, y: 20, scale: 4 }]);
      if ((await segmentDigits(picture, { score })).digits.length === 1) whole++;
    }
    expect(whole / wide.length).toBeGreaterThan(0.8);
  });

  it("gives boxes in the pixels of the picture however far it was reduced", async () => {
    const { digits } = await segmentDigits(canvas(2400, 500, row([3, 5], { apart: 900, scale: 15 })));
    expect(digits[1].box.x).toBeGreaterThan(910);
    expect(digits[1].box.x + digits[1].box.width).toBeLessThan(910 + 28 * 15);
    expect(digits[0].box.height).toBeGreaterThan(250);
  });

  it.each([
    ["ERR_MNIST_BLANK", canvas(200, 100, [])],
    ["ERR_MNIST_TOO_SMALL", canvas(200, 2, [])],
  ])("refuses with %s", async (code, picture) => {
    await expect(segmentDigits(picture)).rejects.toThrow(expect.objectContaining({ code }));
  });
});
