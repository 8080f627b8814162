import { describe, expect, it } from "vitest";
import { notYetIn, parseCsv, toCsv } from "./csv.js";

const drawing = { label: 7, image: Uint8Array.from({ length: 784 }, (_, i) => i % 256) };

describe("drawings as CSV", () => {
  it("come back as they were", () => {
    expect(parseCsv(toCsv([drawing, { ...drawing, label: 0 }]))).toEqual([drawing, { ...drawing, label: 0 }]);
  });

  it("are told from those there are, by label and pixels", () => {
    const relabeled = { ...drawing, label: 1 };
    const copy = { label: 7, image: drawing.image.slice() };
    expect(notYetIn([drawing], [copy, relabeled, { ...relabeled }])).toEqual([relabeled]);
    expect(notYetIn([], [drawing, copy])).toEqual([drawing]);
  });

  it("are read without a header and with Windows line ends", () => {
    expect(parseCsv(toCsv([drawing]).split("\n").slice(1).join("\r\n"))).toEqual([drawing]);
  });

  it.each(["1,2,3", "hello", `12,${"0,".repeat(783)}0`, `1,${"0,".repeat(783)}256`])(
    "are refused when a line is none: %.12s",
    (line) => {
      expect(() => parseCsv(`${toCsv([drawing])}${line}`)).toThrow(/line 3 is no drawing/);
    },
  );
});
