import { Random } from "@mnist/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { image } from "../test/mnist.js";
import { type AugmentOptions, augment, createAugment } from "./augment.js";

const ink = (pixels: Uint8Array) => pixels.reduce((sum, v) => sum + v, 0);
const everything: AugmentOptions = {
  shift: 2,
  rotation: 12,
  scale: 0.1,
  shear: 0.2,
  elastic: 1.5,
  thickness: 0.7,
  cutout: 6,
};
const samples = fc.integer({ min: 0, max: 9999 });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("augment", () => {
  it("changes nothing at zero strength", () => {
    fc.assert(
      fc.property(samples, seeds, (n, seed) => {
        expect(augment(image(n), new Random(seed, "test"), {})).toEqual(image(n));
      }),
    );
  });

  it.each([
    ["shift", { shift: 1 }, 0.03],
    ["rotation", { rotation: 15 }, 0.03],
    ["shear", { shear: 0.25 }, 0.03],
    ["elastic", { elastic: 1.5 }, 0.2],
  ])("keeps the mass under %s", (_, options, tolerance) => {
    for (let n = 0; n < 200; n++) {
      const before = ink(image(n));
      const after = ink(augment(image(n), new Random(n, "mass"), options));
      expect(Math.abs(after / before - 1)).toBeLessThan(tolerance);
    }
  });

  it("makes strokes thicker and thinner, as often one as the other", () => {
    let thicker = 0;
    for (let n = 0; n < 400; n++) {
      if (ink(augment(image(n), new Random(n, "pen"), { thickness: 0.8 })) > ink(image(n))) thicker++;
    }
    expect(Math.abs(thicker - 200)).toBeLessThan(60);
  });

  it("shifts by no more than it was told", () => {
    const dot = new Uint8Array(784);
    dot[14 * 28 + 14] = 255;
    for (let seed = 0; seed < 200; seed++) {
      const out = augment(dot, new Random(seed, "shift"), { shift: 3 });
      const at = out.indexOf(Math.max(...out));
      expect(Math.abs((at % 28) - 14)).toBeLessThanOrEqual(3);
      expect(Math.abs(Math.floor(at / 28) - 14)).toBeLessThanOrEqual(3);
    }
  });

  it("erases a rectangle of at most the given side and nothing else", () => {
    const full = new Uint8Array(784).fill(255);
    for (let seed = 0; seed < 100; seed++) {
      const erased = 784 - ink(augment(full, new Random(seed, "cut"), { cutout: 5 })) / 255;
      expect(erased).toBeGreaterThanOrEqual(1);
      expect(erased).toBeLessThanOrEqual(25);
    }
  });

  it("may write over its input", () => {
    const expected = augment(image(3), new Random(1, "place"), everything);
    const inPlace = image(3);
    augment(inPlace, new Random(1, "place"), everything, inPlace);
    expect(inPlace).toEqual(expected);
  });

  it("refuses images of another size", () => {
    expect(() => augment(new Uint8Array(10), new Random(1, "size"), {})).toThrow(RangeError);
  });
});

describe("createAugment", () => {
  it("is a pure function of seed, step and sample, in any order", () => {
    const run = (seed: number, calls: [number, number][]) => {
      const apply = createAugment(everything, seed);
      return calls.map(([step, sample]) => {
        const out = new Uint8Array(784);
        apply(image(sample), out, step, sample);
        return [step, sample, out.join()].join();
      });
    };
    const calls: [number, number][] = [
      [0, 0],
      [0, 1],
      [1, 0],
      [7, 5],
    ];
    const forward = run(3, calls);
    expect(run(3, calls.toReversed()).toReversed()).toEqual(forward);
    expect(run(4, calls)).not.toEqual(forward);
    expect(new Set(forward.map((text) => text.split(",").slice(2).join())).size).toBe(4);
  });

  it("draws fewer words for a sample than are set aside for it", () => {
    const random = new Random(1, "words");
    augment(image(0), random, everything);
    expect(random.position).toBeLessThanOrEqual(128);
  });
});
