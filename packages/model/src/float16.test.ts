import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { float16ToFloat32, float32ToFloat16 } from "./float16.js";

const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
const isSpecial = (word: number) => (word & 0x7c00) === 0x7c00;

describe("float16", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("keeps every binary16 value", () => {
    const finite = all.filter((word) => !isSpecial(word));
    expect(float32ToFloat16(float16ToFloat32(finite))).toEqual(finite);
  });

  it("gives the same with and without WebAssembly, for few and many values", () => {
    const inWebAssembly = float16ToFloat32(all);
    const fewAtATime = Array.from({ length: 64 }, (_, i) => [
      ...float16ToFloat32(all.subarray(i * 1024, (i + 1) * 1024)),
    ]).flat();
    vi.stubGlobal("WebAssembly", undefined);
    const inJavaScript = float16ToFloat32(all);
    expect([...inWebAssembly]).toEqual([...inJavaScript]);
    expect(fewAtATime).toEqual([...inJavaScript]);
    expect(inJavaScript[0x3c00]).toBe(1);
    expect(inJavaScript[0x0001]).toBe(2 ** -24);
    expect(inJavaScript[0xfc00]).toBe(Number.NEGATIVE_INFINITY);
  });

  it("converts more values than fit into one piece", () => {
    const many = Uint16Array.from({ length: (1 << 16) + 5000 }, (_, i) => i % 0x7c00);
    const floats = float16ToFloat32(many);
    expect(floats[(1 << 16) - 1]).toBe(float16ToFloat32(many.subarray((1 << 16) - 1, 1 << 16))[0]);
    expect(float32ToFloat16(floats)).toEqual(many);
  });

  it("rounds to the nearest, ties to even, and overflows to infinity", () => {
    const round = (value: number) => float16ToFloat32(float32ToFloat16(Float32Array.of(value)))[0];
    expect(round(1 + 2 ** -11)).toBe(1);
    expect(round(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    expect(round(2 ** -25)).toBe(0);
    expect(round(1.5 * 2 ** -24)).toBe(2 ** -23);
    expect(round(65520)).toBe(Number.POSITIVE_INFINITY);
    expect(round(65519)).toBe(65504);
    expect(round(Number.NaN)).toBeNaN();
    fc.assert(
      fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
        const error = Math.abs(round(value) - value);
        expect(error).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
      }),
    );
  });
});
