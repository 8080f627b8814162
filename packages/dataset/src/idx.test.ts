import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DatasetError } from "./errors.js";
import { parseIdx } from "./idx.js";

const idx = (typeCode: number, shape: number[], data: Uint8Array) => {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, typeCode, shape.length]);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
};

describe("parseIdx", () => {
  it("gives bytes as a view of the file", () => {
    const file = idx(0x08, [2, 3], Uint8Array.of(1, 2, 3, 4, 5, 255));
    const { shape, data } = parseIdx(file);
    expect(shape).toEqual([2, 3]);
    expect(data).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 255));
    expect(data.buffer).toBe(file.buffer);
  });

  it.each([
    ["int8", 0x09, [0x80, 0x7f], Int8Array.of(-128, 127)],
    ["int16", 0x0b, [0xff, 0xfe, 0x01, 0x00], Int16Array.of(-2, 256)],
    ["int32", 0x0c, [0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0], Int32Array.of(-1, 65536)],
    ["float32", 0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], Float32Array.of(1, -2)],
    ["float64", 0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(1, 0)],
  ])("reads big-endian %s", (_, code, data, expected) => {
    expect(parseIdx(idx(code, [2], Uint8Array.from(data))).data).toEqual(expected);
  });

  it("takes a file that starts anywhere in its buffer", () => {
    const file = idx(0x0b, [2], Uint8Array.of(0, 1, 0, 2));
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(parseIdx(shifted.subarray(3)).data).toEqual(Int16Array.of(1, 2));
  });

  it("leaves a Buffer it is given as it was", () => {
    const file = Buffer.from(idx(0x0b, [2], Uint8Array.of(0, 1, 0, 2)));
    const before = file.toString("hex");
    expect(parseIdx(file).data).toEqual(Int16Array.of(1, 2));
    expect(parseIdx(file).data).toEqual(Int16Array.of(1, 2));
    expect(file.toString("hex")).toBe(before);
  });

  it("knows scalars and empty axes", () => {
    expect(parseIdx(idx(0x08, [], Uint8Array.of(9)))).toEqual({ shape: [], data: Uint8Array.of(9) });
    expect(parseIdx(idx(0x08, [0, 28], new Uint8Array(0))).data.length).toBe(0);
  });

  it.each([
    ["nothing", new Uint8Array(0), "0 bytes"],
    ["a gzip file", Uint8Array.of(0x1f, 0x8b, 8, 0), "gzip"],
    ["a picture", new TextEncoder().encode("\x89PNG\r\n"), "two zero bytes"],
    ["an unknown type", idx(0x0a, [1], Uint8Array.of(1)), "0x0a"],
    ["a header cut off", Uint8Array.of(0, 0, 8, 3, 0, 0), "cut off"],
    ["a byte too few", idx(0x08, [4], new Uint8Array(3)), "11 bytes"],
    ["a byte too many", idx(0x08, [4], new Uint8Array(5)), "13 bytes"],
    ["sizes beyond any memory", idx(0x0e, [2 ** 32 - 1, 2 ** 32 - 1], new Uint8Array(8)), "4294967295"],
  ])("refuses %s and says why", (_, bytes, reason) => {
    expect(() => parseIdx(bytes, "some-file")).toThrow(
      expect.objectContaining({
        name: "DatasetError",
        code: "ERR_MNIST_FORMAT",
        file: "some-file",
        message: expect.stringContaining(reason),
      }),
    );
  });

  it("gives typed errors only, whatever the bytes", () => {
    const runs = Number(process.env.FUZZ_RUNS ?? 5000);
    const header = fc
      .tuple(fc.constantFrom(0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e), fc.array(fc.nat(6), { maxLength: 4 }))
      .map(([code, shape]) => [...idx(code, shape, new Uint8Array(shape.reduce((a, b) => a * b, 1)))]);
    const damaged = fc
      .tuple(header, fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 4 }), fc.nat(8))
      .map(([bytes, changes, cut]) => {
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return Uint8Array.from(bytes.slice(0, bytes.length - cut));
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        try {
          const { shape, data } = parseIdx(bytes);
          expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
          expect(data.byteLength).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(DatasetError);
        }
      }),
      { numRuns: runs },
    );
  }, 600_000);
});
