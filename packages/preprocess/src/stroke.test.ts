import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeStroke, squaredDistance, strokeWidth, USUAL_WIDTHS, wantedWidth } from "./stroke.js";

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

describe("wantedWidth", () => {
  it("grows with the width, never faster, and leaves MNIST's own widths alone", () => {
    const width = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(width, width, (a, b) => {
        const [thin, thick] = a < b ? [a, b] : [b, a];
        const grown = wantedWidth(thick, USUAL_WIDTHS) - wantedWidth(thin, USUAL_WIDTHS);
        expect(grown).toBeGreaterThanOrEqual(0);
        expect(grown).toBeLessThanOrEqual(thick - thin + 1e-12);
        if (a >= USUAL_WIDTHS.thin && a <= USUAL_WIDTHS.thick) expect(wantedWidth(a, USUAL_WIDTHS)).toBe(a);
      }),
    );
  });
});

describe("normalizeStroke", () => {
  it("gives rings of slowly growing pens slowly growing strokes", () => {
    const drawn = Array.from({ length: 28 }, (_, step) => {
      const pen = 4 + 2 * step;
      const data = Float32Array.from({ length: 200 * 200 }, (_, p) => {
        const distance = Math.abs(Math.hypot((p % 200) - 99.5, Math.floor(p / 200) - 99.5) - 68);
        return 255 * Math.min(1, Math.max(0, pen / 2 - distance + 0.5));
      });
      const { ink } = normalizeStroke({ data, width: 200, height: 200 }, false);
      return strokeWidth(ink) / Math.max(ink.width, ink.height);
    });
    // Where the outline begins to be redrawn, at 96 pixels, one pixel and a half is 0.016.
    for (let i = 1; i < drawn.length; i++) {
      expect(drawn[i] - drawn[i - 1]).toBeGreaterThan(-0.02);
      expect(drawn[i] - drawn[i - 1]).toBeLessThan(0.025);
    }
    expect(drawn[0]).toBeGreaterThan(0.055);
    expect(drawn[drawn.length - 1]).toBeLessThan(0.25);
  });

  it("leaves a box of what is bolder by its gray than it is high", () => {
    const data = new Float32Array(100 * 6).fill(120);
    data.fill(255, 250, 252);
    const { box } = normalizeStroke({ data, width: 100, height: 6 }, true);
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(1);
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
