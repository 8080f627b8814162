import { describe, it } from "vitest";
import {
  averagePool2dBackward,
  averagePool2dForward,
  maxPool2dBackward,
  maxPool2dForward,
} from "../../reference/pool2d.js";
import { describeKernels, SIZES } from "./kernelTest.js";
import { describeWindow, windowOf } from "./windows.js";

const WINDOWS = [
  ...SIZES.filter((channels) => channels > 0).map((channels) => windowOf([5, 6, channels], [2, 2], [2, 2])),
  windowOf([1, 1, 5], [1, 1]),
  windowOf([5, 4, 6], [3, 2], [1, 2], [1, 1, 0, 1]),
  windowOf([7, 7, 8], [3, 3], [2, 2], [0, 1, 1, 1]),
  windowOf([26, 26, 32], [2, 2], [2, 2]),
];

await describeKernels("pool2d", (t) => {
  describe.each(WINDOWS.map((window) => [describeWindow(window), window] as const))("%s", (_, v) => {
    const geometry = [v.h, v.w, v.c, v.kh, v.kw, v.sh, v.sw, v.top, v.left, v.oh, v.ow];
    const [inputs, outputs] = [v.h * v.w * v.c, v.oh * v.ow * v.c];

    it.each([0, 1, 3])("max: %i samples", (n) => {
      const [x, dy] = [t.floats(n * inputs), t.floats(n * outputs)];
      const [y, at, dx] = [t.output(dy.length), t.integerOutput(dy.length), t.output(x.length)];
      t.call("maxPool2dForward", t.input(x), n, ...geometry, y, at);
      const expected = maxPool2dForward(x, n, v);
      t.compare(y, expected.y, 0);
      t.compare(at, expected.at, 0);
      t.call("maxPool2dBackward", t.input(dy), at, n, outputs, dx, inputs * 4);
      t.compare(dx, maxPool2dBackward(dy, expected.at, n, inputs));
    });

    it.each([0, 1, 3])("average: %i samples", (n) => {
      const [x, dy] = [t.floats(n * inputs), t.floats(n * outputs)];
      const [y, dx] = [t.output(dy.length), t.output(x.length)];
      t.call("averagePool2dForward", t.input(x), n, ...geometry, y);
      t.compare(y, averagePool2dForward(x, n, v));
      t.call("averagePool2dBackward", t.input(dy), n, ...geometry, dx);
      // Times the float nearest 1 / count, which is not always a power of 2.
      t.compare(dx, averagePool2dBackward(dy, n, v), 1e-6);
    });
  });
});
