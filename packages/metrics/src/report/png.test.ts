import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { grayscalePng } from "./png.js";

describe("grayscalePng", () => {
  it("holds the pixels, behind a filter byte in each row", () => {
    const pixels = Uint8Array.from({ length: 6 }, (_, i) => 40 * i);
    const bytes = Buffer.from(grayscalePng(pixels, 3, 2).replace("data:image/png;base64,", ""), "base64");
    const at = bytes.indexOf("IDAT");
    const data = bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4));
    expect([...inflateSync(data)]).toEqual([0, 0, 40, 80, 0, 120, 160, 200]);
    expect(bytes.readUInt32BE(16)).toBe(3);
    expect(bytes.readUInt32BE(20)).toBe(2);
  });

  it("refuses what one block cannot hold", () => {
    expect(() => grayscalePng(new Uint8Array(256 * 256), 256, 256)).toThrow(/too many/);
  });
});
