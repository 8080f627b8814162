import { it } from "vitest";
import { blankWindows } from "../../reference/blankWindows.js";
import { describeKernels, SIZES } from "./kernelTest.js";

await describeKernels("blankWindows", (t) => {
  const [rows, columns, size] = [5, 6, 9 * 12];
  it.each(SIZES)("%i images of 9 x 12, mostly zero, windows of 5 x 6", (n) => {
    const x = t.floats(n * size).map((value, i) => (i % 29 === 0 ? value : 0));
    const offsets = Int32Array.from({ length: 20 }, (_, i) => Math.floor(i / 4) * 12 + (i % 4) * 2);
    const blank = t.state(new Uint8Array(n * offsets.length).fill(239));
    const bytes = offsets.map((offset) => offset * 4);
    t.call("blankWindows", t.input(x), size * 4, n, t.input(bytes), 20, rows, columns * 4, 48, blank);
    t.compare(blank, blankWindows(x, size, offsets, rows, columns, 12), 0);
  });
});
