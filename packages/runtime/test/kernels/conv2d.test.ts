import { describe, it } from "vitest";
import { conv2dBackwardData, conv2dBackwardFilter, conv2dForward, sumRows } from "../../reference/conv2d.js";
import { add } from "../../reference/elementwise.js";
import { describeKernels, SIZES } from "./kernelTest.js";
import { packed } from "./packed.js";
import { describeWindow, windowOf, windowOffsets } from "./windows.js";

const WINDOWS = [
  windowOf([1, 1, 1], [1, 1]),
  windowOf([5, 4, 1], [3, 3]),
  windowOf([6, 7, 3], [2, 3], [2, 1]),
  windowOf([7, 6, 4], [3, 2], [1, 2]),
  windowOf([9, 9, 16], [5, 5], [2, 2]),
];
/** The second convolution of the Keras example. */
const REAL = windowOf([13, 13, 32], [3, 3]);

await describeKernels("conv2d", (t) => {
  const channels = SIZES.filter((cout) => cout > 0);
  const cases = WINDOWS.flatMap((v) => channels.map((cout) => ({ v, cout, samples: [0, 1, 3] })));
  const all = [...cases, { v: REAL, cout: 64, samples: [1] }].map((c) => ({
    window: describeWindow(c.v),
    ...c,
  }));

  describe.each(all)("$window to $cout channels", ({ v, cout, samples }) => {
    const convolution = { window: v, cout };
    const [run, pixels] = [v.kw * v.c, v.oh * v.ow];
    const [k, rowStride] = [v.kh * run, v.w * v.c * 4];
    const [inputs, outputs] = [v.h * v.w * v.c, pixels * cout];

    it.each(samples)("forward: %i samples", (n) => {
      const [x, w, bias] = [t.floats(n * inputs), t.floats(cout * k), t.floats(cout)];
      const [from, offsets, weights] = [t.input(x), t.input(windowOffsets(v)), packed(t, w, bias)];
      for (const [relu, block] of [
        [0, 1],
        [1, 3],
      ]) {
        const [y, scratch] = [t.output(n * outputs), t.output(32 + block * k * 4)];
        const input = [from, inputs * 4, n, offsets, pixels, v.kh, run, rowStride];
        t.call("conv2dForward", ...input, ...weights, relu, y, outputs * 4, cout, scratch, block);
        t.compare(y, conv2dForward(x, n, convolution, w, bias, relu === 1));
      }
    });

    it.each(samples)("backward: %i samples", (n) => {
      const [dy, x, w, before] = [
        t.sparse(n * outputs),
        t.floats(n * inputs),
        t.floats(cout * k),
        t.floats(cout * k),
      ];
      const [gradient, offsets] = [t.input(dy), t.input(windowOffsets(v))];
      const [dx, scratch] = [t.output(n * inputs), t.output(32 + Math.ceil(pixels / 4) * cout * 4)];
      const geometry = [v.kh, run, rowStride];
      t.call(
        "conv2dBackwardData",
        ...[
          gradient,
          outputs * 4,
          n,
          offsets,
          pixels,
          ...geometry,
          t.input(w),
          cout,
          dx,
          inputs * 4,
          scratch,
        ],
      );
      t.compare(dx, conv2dBackwardData(dy, n, convolution, w));
      const dw = t.state(before);
      const steps = [v.sw * v.c * 4, v.sh * rowStride];
      t.call(
        "conv2dBackwardFilter",
        ...[
          gradient,
          outputs * 4,
          n,
          v.oh,
          v.ow,
          t.input(x),
          inputs * 4,
          ...steps,
          ...geometry,
          dw,
          cout,
          scratch,
        ],
      );
      t.compare(dw, add(conv2dBackwardFilter(dy, x, n, convolution), before));
    });
  });

  const shapes = [0, 1, 5, 576].flatMap((rows) => channels.map((cols) => [rows, cols]));
  it.each(shapes)("sumRows: %i x %i", (rows, cols) => {
    const [dy, before] = [t.floats(rows * cols), t.floats(cols)];
    const db = t.state(before);
    t.call("sumRows", t.input(dy), rows, cols, db);
    t.compare(db, add(sumRows(dy, cols), before));
  });
});
