import { describe, it } from "vitest";
import { depthwiseConv2dBackward, depthwiseConv2dForward } from "../../reference/depthwiseConv2d.js";
import { add } from "../../reference/elementwise.js";
import { describeKernels, SIZES } from "./kernelTest.js";
import { describeWindow, windowOf } from "./windows.js";

const WINDOWS = [
  ...SIZES.filter((channels) => channels > 0).map((channels) => windowOf([4, 5, channels], [3, 2])),
  windowOf([1, 1, 4], [1, 1]),
  windowOf([7, 6, 5], [2, 3], [2, 1]),
  windowOf([13, 13, 16], [3, 3], [2, 2]),
];

await describeKernels("depthwiseConv2d", (t) => {
  const cases = WINDOWS.flatMap((v) => [1, 3].map((m) => [describeWindow(v), m, v] as const));
  describe.each(cases)("%s, multiplier %i", (_, m, v) => {
    const [inputs, outputs] = [v.h * v.w * v.c, v.oh * v.ow * v.c * m];
    const geometry = [v.w, v.c, m, v.kh, v.kw, v.sh, v.sw, v.oh, v.ow];

    it.each([0, 1, 3])("%i samples", (n) => {
      const [x, dy, weights] = [t.floats(n * inputs), t.floats(n * outputs), t.floats(v.kh * v.kw * v.c * m)];
      const [bias, before] = [t.floats(v.c * m), t.floats(weights.length)];
      const [from, w, gradient] = [t.input(x), t.input(weights), t.input(dy)];
      for (const b of [bias, undefined]) {
        const y = t.output(dy.length);
        t.call("depthwiseConv2dForward", from, inputs * 4, n, ...geometry, w, b ? t.input(b) : 0, y);
        t.compare(y, depthwiseConv2dForward(x, n, v, m, weights, b));
      }
      const expected = depthwiseConv2dBackward(dy, x, n, v, m, weights);
      const [dw, dx] = [t.state(before), t.output(x.length)];
      t.call("depthwiseConv2dBackward", gradient, from, inputs * 4, n, ...geometry, w, dw, dx);
      t.compare(dw, add(expected.dw, before));
      t.compare(dx, expected.dx);
      const [onlyDw, onlyDx] = [t.state(before), t.output(x.length)];
      t.call("depthwiseConv2dBackward", gradient, from, inputs * 4, n, ...geometry, w, onlyDw, 0);
      t.compare(onlyDw, dw.values, 0);
      t.call("depthwiseConv2dBackward", gradient, from, inputs * 4, n, ...geometry, w, 0, onlyDx);
      t.compare(onlyDx, dx.values, 0);
    });
  });
});
