import { it } from "vitest";
import { add, clear, copyRows } from "../../reference/elementwise.js";
import { describeKernels, SIZES } from "./kernelTest.js";

await describeKernels("elementwise", (t) => {
  it.each([...SIZES, 1600])("add: %i values", (count) => {
    const [a, b, out] = [t.floats(count), t.floats(count), t.output(count)];
    t.call("add", t.input(a), t.input(b), out, count);
    t.compare(out, add(a, b));
    const sum = t.state(a);
    t.call("add", sum, t.input(b), sum, count);
    t.compare(sum, add(a, b));
  });

  it.each([
    [0, 4, 4, 4],
    [1, 1, 3, 5],
    [5, 3, 3, 8],
    [4, 16, 17, 16],
    [36, 64, 64, 96],
  ])("copyRows: %i x %i from rows of %i to rows of %i", (rows, cols, fromRow, toRow) => {
    const [from, before] = [t.floats(rows * fromRow), t.floats(rows * toRow)];
    const to = t.state(before);
    t.call("copyRows", t.input(from), fromRow, to, toRow, rows, cols);
    t.compare(to, copyRows(from, fromRow, before, toRow, rows, cols), 0);
  });

  it.each([...SIZES, 1000])("clear: %i bytes", (count) => {
    const at = t.state(new Uint8Array(count).fill(255));
    t.call("clear", at, count);
    t.compare(at, clear(count), 0);
  });
});
