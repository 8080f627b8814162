import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { image } from "../test/mnist.js";
import {
  type Affine,
  around,
  compose,
  IDENTITY,
  invert,
  rotation,
  scaling,
  shearing,
  translation,
  warp,
} from "./geometry.js";

const amount = fc.double({ min: -2, max: 2, noNaN: true });
const factor = fc.double({ min: 0.3, max: 3, noNaN: true });
const maps: fc.Arbitrary<Affine> = fc
  .tuple(amount, amount, amount, amount, factor, factor)
  .map(([angle, slope, x, y, sx, sy]) =>
    compose(scaling(sx, sy), shearing(slope), rotation(angle), translation(10 * x, 10 * y)),
  );

function expectClose(a: Affine, b: Affine) {
  for (let i = 0; i < 6; i++) expect(a[i]).toBeCloseTo(b[i], 8);
}

describe("affine maps", () => {
  it("are undone by their inverse, from either side", () => {
    fc.assert(
      fc.property(maps, (map) => {
        expectClose(compose(map, invert(map)), IDENTITY);
        expectClose(compose(invert(map), map), IDENTITY);
      }),
    );
  });

  it("compose associatively", () => {
    fc.assert(
      fc.property(maps, maps, maps, (a, b, c) => {
        expectClose(compose(compose(a, b), c), compose(a, compose(b, c)));
      }),
    );
  });

  it("leave the point they are taken around where it is", () => {
    fc.assert(
      fc.property(amount, amount, amount, (x, y, angle) => {
        const [a, b, c, d, e, f] = around(x, y, rotation(angle));
        expect(a * x + b * y + c).toBeCloseTo(x, 9);
        expect(d * x + e * y + f).toBeCloseTo(y, 9);
      }),
    );
  });

  it("turn clockwise on the screen", () => {
    const [a, , , d] = rotation(Math.PI / 2);
    expect(a).toBeCloseTo(0);
    expect(d).toBeCloseTo(1);
  });

  it("have no inverse when they flatten the plane", () => {
    expect(() => invert(scaling(0, 1))).toThrow(RangeError);
  });
});

describe("warp", () => {
  it("gives the picture back through the identity", () => {
    expect([...warp(image(0), 28, 28, IDENTITY)]).toEqual([...image(0)]);
  });

  it("moves pixels by whole steps exactly", () => {
    const moved = warp(image(0), 28, 28, translation(2, -1));
    for (let y = 1; y < 28; y++) {
      for (let x = 0; x < 26; x++) expect(moved[y * 28 + x]).toBe(image(0)[(y - 1) * 28 + x + 2]);
    }
  });

  it("comes back through the inverse map, up to blur", () => {
    const map = around(13.5, 13.5, rotation(0.3));
    const back = warp(warp(image(0), 28, 28, map), 28, 28, invert(map));
    const ink = image(0).reduce((sum, v) => sum + v, 0);
    const apart = back.reduce((sum, v, i) => sum + Math.abs(v - image(0)[i]), 0);
    expect(apart / ink).toBeLessThan(0.3);
  });
});
