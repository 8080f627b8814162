import { it } from "vitest";
import {
  copy,
  gatherImages,
  loadInput,
  padBackward,
  padForward,
  scaleBytes,
  storeResult,
} from "../../reference/load.js";
import { describeKernels, SIZES } from "./kernelTest.js";

await describeKernels("load", (t) => {
  const bytes = (count: number) => Uint8Array.from(t.indices(count, 256));

  it.each([...SIZES, 784])("scaleBytes: %i values", (count) => {
    const [from, out] = [bytes(count), t.output(count)];
    t.call("scaleBytes", t.input(from), out, count);
    t.compare(out, scaleBytes(from), 0);
  });

  it.each([
    [0, 5],
    [3, 17],
    [4, 784],
  ])("gatherImages: %i of %i values", (n, size) => {
    const [images, indices, out] = [bytes(9 * size), t.indices(n, 9), t.output(n * size)];
    t.call("gatherImages", t.input(indices), n, t.input(images), size, out);
    t.compare(out, gatherImages(indices, images, size), 0);
  });

  it.each([
    [0, 0, 5],
    [2, 3, 17],
    [1, 4, 784],
  ])("loadInput: from sample %i on %i of %i values, storeResult: back", (first, n, size) => {
    for (const all of [bytes((first + n) * size), t.floats((first + n) * size)]) {
      const isBytes = t.input(Int32Array.of(all instanceof Uint8Array ? 1 : 0));
      const [out, result] = [t.output(n * size), t.state(t.floats(all.length))];
      const before = result.values.slice();
      t.call("loadInput", t.input(all), isBytes, first, size, n, out);
      t.compare(out, loadInput(all, first, size, n), 0);
      t.call("storeResult", out, n, size, first, result);
      t.compare(result, storeResult(out.values, size, first, before), 0);
    }
  });

  it.each([...SIZES, 1600])("copy: %i values", (count) => {
    const [from, out] = [t.floats(count), t.output(count)];
    t.call("copy", t.input(from), out, count);
    t.compare(out, copy(from), 0);
  });

  it.each([
    [0, 2, 3, 1, 1, 1, 1],
    [1, 1, 1, 0, 0, 0, 0],
    [1, 3, 5, 2, 0, 0, 3],
    [3, 4, 16, 0, 1, 4, 0],
    [4, 28, 28, 2, 2, 2, 2],
  ])("padForward, padBackward: %i images of %i x %i in %i, %i, %i, %i", (n, rows, rowFloats, ...sides) => {
    const [top, bottom, left, right] = sides;
    const padding = { rows, rowFloats, top, bottom, left, right };
    const [x, dy] = [
      t.floats(n * rows * rowFloats),
      t.floats(n * (rows + top + bottom) * (rowFloats + left + right)),
    ];
    const [y, dx] = [t.output(dy.length), t.output(x.length)];
    t.call("padForward", t.input(x), n, rows, rowFloats, ...sides, y);
    t.compare(y, padForward(x, n, padding), 0);
    t.call("padBackward", t.input(dy), n, rows, rowFloats, ...sides, dx);
    t.compare(dx, padBackward(dy, n, padding), 0);
  });
});
