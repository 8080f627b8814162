import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaAverage } from "./resample.js";

const size = fc.integer({ min: 1, max: 40 });
const planes = fc
  .tuple(size, size)
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 255 }), { minLength: width * height, maxLength: width * height })
      .map((data) => ({ data, width, height, box: { x: 0, y: 0, width, height } })),
  );
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

describe("areaAverage", () => {
  it("keeps the mean, whatever the sizes", () => {
    fc.assert(
      fc.property(planes, size, size, ({ data, width, box }, w, h) => {
        expect(mean(areaAverage(data, width, box, w, h))).toBeCloseTo(mean(data), 2);
      }),
    );
  });

  it("gives the same size back unchanged", () => {
    fc.assert(
      fc.property(planes, ({ data, width, height, box }) => {
        expect([...areaAverage(data, width, box, width, height)]).toEqual(data);
      }),
    );
  });

  it("weighs pixels by the area they cover", () => {
    const row = [0, 30, 60];
    expect([...areaAverage(row, 3, { x: 0, y: 0, width: 3, height: 1 }, 2, 1)]).toEqual([10, 50]);
    expect([...areaAverage(row, 3, { x: 0.5, y: 0, width: 2, height: 1 }, 1, 1)]).toEqual([30]);
  });
});
