import { Random } from "@mnist/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { image } from "../test/mnist.js";
import { type AugmentOptions, augment, createAugment } from "./augment.js";
import { ArgumentError } from "./errors.js";

const ink = (pixels: Uint8Array) => pixels.reduce((sum, v) => sum + v, 0);
const everything: AugmentOptions = {
  shift: 2,
  rotation: 12,
  scale: 0.1,
  shear: 0.2,
  elastic: 1.5,
  thickness: 0.7,
  cutout: 6,
  specks: 3,
  lines: 2,
  blur: 1,
  contrast: 0.4,
  brightness: 0.3,
  noise: 0.15,
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

  it("puts stray ink anywhere, never takes any away, and no more than it was told", () => {
    const none = new Uint8Array(784);
    const places = new Set<number>();
    let lines = 0;
    for (let seed = 0; seed < 400; seed++) {
      const dot = augment(none, new Random(seed, "dot"), { specks: 1 });
      // A radius of 1.2 and the anti-aliased edge: at most 4 x 4 pixels.
      expect(dot.filter((v) => v > 0).length).toBeLessThanOrEqual(16);
      if (ink(dot) > 0) places.add(dot.indexOf(Math.max(...dot)));
      if (ink(augment(none, new Random(seed, "line"), { lines: 1 })) > 0) lines++;
      const before = image(seed);
      const both = augment(before, new Random(seed, "both"), { specks: 4, lines: 2 });
      expect(both.every((v, p) => v >= before[p])).toBe(true);
    }
    expect(places.size).toBeGreaterThan(150);
    expect(Math.abs(lines - 200)).toBeLessThan(60);
  });

  it("blurs by a Gaussian of at most the given deviation and keeps the mass", () => {
    const dot = new Uint8Array(784);
    dot[14 * 28 + 14] = 255;
    const deviations = Array.from({ length: 300 }, (_, seed) => {
      const out = augment(dot, new Random(seed, "blur"), { blur: 1.5 });
      expect(Math.abs(ink(out) - 255)).toBeLessThan(40);
      const variance = out.reduce((sum, v, p) => sum + v * ((p % 28) - 14) ** 2, 0) / ink(out);
      return Math.sqrt(variance);
    });
    expect(Math.max(...deviations)).toBeLessThan(1.55);
    expect(Math.max(...deviations)).toBeGreaterThan(1.3);
    expect(Math.min(...deviations)).toBeLessThan(0.2);
  });

  it("weakens ink and brightens its background within the given shares, in the order of brightness", () => {
    fc.assert(
      fc.property(samples, seeds, (n, seed) => {
        const before = image(n);
        const most = Math.max(...before);
        const out = augment(before, new Random(seed, "levels"), { contrast: 0.5, brightness: 0.4 });
        const paper = out[before.indexOf(0)];
        const full = out[before.indexOf(most)];
        expect(paper).toBeLessThanOrEqual(102);
        expect(full).toBeGreaterThanOrEqual(paper + (255 - paper) * 0.45);
        const errors = before.map((value, p) => Math.abs(out[p] - paper - ((full - paper) * value) / most));
        expect(Math.max(...errors)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("adds noise without bias, independent between pixels, of at most the given deviation", () => {
    const gray = new Uint8Array(784).fill(128);
    const deviations: number[] = [];
    let neighbors = 0;
    let squares = 0;
    let sum = 0;
    for (let seed = 0; seed < 200; seed++) {
      const out = augment(gray, new Random(seed, "noise"), { noise: 0.1 });
      const errors = Array.from(out, (v) => v - 128);
      for (let p = 1; p < 784; p++) neighbors += errors[p] * errors[p - 1];
      squares += errors.reduce((total, e) => total + e * e, 0);
      sum += errors.reduce((total, e) => total + e, 0);
      deviations.push(Math.sqrt(errors.reduce((total, e) => total + e * e, 0) / 784));
    }
    expect(Math.abs(sum / (200 * 784))).toBeLessThan(0.2);
    expect(Math.abs(neighbors / squares)).toBeLessThan(0.02);
    expect(Math.max(...deviations)).toBeLessThan(25.5 * 1.08);
    expect(Math.max(...deviations)).toBeGreaterThan(22);
    expect(Math.min(...deviations)).toBeLessThan(3);
  });

  it.each([
    ["noise", 0.1],
    ["contrast", 0.3],
    ["lines", 1],
  ])("leaves the geometry as it is when %s is added", (name, strength) => {
    const options = { shift: 2, rotation: 12, elastic: 1.5 };
    const plain = augment(image(4), new Random(9, "apart"), options);
    const more = augment(image(4), new Random(9, "apart"), { ...options, [name]: strength });
    const correlation = (a: Uint8Array, b: Uint8Array) => {
      const [ma, mb] = [ink(a) / 784, ink(b) / 784];
      const product = (x: Uint8Array, mx: number, y: Uint8Array, my: number) =>
        x.reduce((total, v, p) => total + (v - mx) * (y[p] - my), 0);
      return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
    };
    expect(correlation(plain, more)).toBeGreaterThan(0.7);
  });

  it("may write over its input", () => {
    const expected = augment(image(3), new Random(1, "place"), everything);
    const inPlace = image(3);
    augment(inPlace, new Random(1, "place"), everything, inPlace);
    expect(inPlace).toEqual(expected);
  });

  it("refuses images of another size", () => {
    expect(() => augment(new Uint8Array(10), new Random(1, "size"), {})).toThrow(ArgumentError);
  });

  it.each([
    [{ noize: 0.1 }, 'no option "noize"'],
    [{ noise: 1.5 }, "noise must be a number from 0 to 1, got 1.5"],
    [{ blur: -1 }, "blur must be a number from 0 to 2, got -1"],
    [{ specks: 1.5 }, "specks must be an integer from 0 to 20, got 1.5"],
    [{ shift: Number.NaN }, "shift must be a number from 0 to 28, got NaN"],
    [{ rotation: "12" }, "rotation must be a number from 0 to 180, got 12"],
    [undefined, "options must be an object, got undefined"],
    [null, "options must be an object, got null"],
    ["strong", "options must be an object, got strong"],
  ])("refuses %o", (options, message) => {
    const wrong = options as unknown as AugmentOptions;
    expect(() => augment(image(0), new Random(1, "wrong"), wrong)).toThrow(message);
    expect(() => createAugment(wrong, 1)).toThrow(ArgumentError);
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
    augment(image(0), random, { ...everything, specks: 20, lines: 10 });
    expect(random.position).toBeLessThanOrEqual(90);
  });
});
