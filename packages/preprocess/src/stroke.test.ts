import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { squaredDistance, strokeWidth } from "./stroke.js";

describe("strokeWidth", () => {
  it.each([4, 9, 17])("measures a ring drawn with a pen of %d pixels within 10 %", (pen) => {
    const data = Float32Array.from({ length: 200 * 200 }, (_, p) => {
      const distance = Math.abs(Math.hypot((p % 200) - 99.5, Math.floor(p / 200) - 99.5) - 70);
      return distance < pen / 2 ? 255 : 0;
    });
    expect(Math.abs(strokeWidth({ data, width: 200, height: 200 }) / pen - 1)).toBeLessThan(0.1);
  });

  it("is 0 without ink", () => {
    expect(strokeWidth({ data: new Float32Array(9), width: 3, height: 3 })).toBe(0);
  });
});

describe("squaredDistance", () => {
  it("is exact", () => {
    const masks = fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 63, maxLength: 63 });
    fc.assert(
      fc.property(masks, (mask) => {
        fc.pre(mask.includes(1));
        const measured = squaredDistance(Uint8Array.from(mask), 9, 7, 1);
        for (let p = 0; p < 63; p++) {
          const all = mask.flatMap((value, q) =>
            value ? [((p % 9) - (q % 9)) ** 2 + (Math.floor(p / 9) - Math.floor(q / 9)) ** 2] : [],
          );
          expect(measured[p]).toBe(Math.min(...all));
        }
      }),
    );
  });
});
