import { describe, it } from "vitest";
import { conv2dBackwardFilter, sumRows } from "../../reference/conv2d.js";
import {
  windowMoments,
  windowMomentsJoin,
  windowNormBackward,
  windowNormStatistics,
  windowNormWeights,
} from "../../reference/windowNorm.js";
import { describeKernels, type KernelTest } from "./kernelTest.js";
import { packed } from "./packed.js";
import { describeWindow, windowOf } from "./windows.js";

/** Quotients and roots of float32, and sums of squares that cancel. */
const ROUNDED = 2e-5;
const EPSILON = 0.125;
const MOMENTS = 63;

/** Widths around whole vectors, and the images of the data set with padding and without. */
const IMAGES = [
  [4, 4, 1],
  [5, 7, 1],
  [7, 5, 1],
  [6, 6, 1],
  [28, 28, 1],
  [30, 30, 1],
].map((image) => windowOf(image, [3, 3]));

/** {count, pad, mean, variance} as the kernels keep it. */
function joinedOf(t: KernelTest, { count, mean, variance }: ReturnType<typeof windowNormStatistics>) {
  return t.input(Float32Array.from([count, 0, 0, 0, ...mean, ...variance]));
}

await describeKernels("windowNorm", (t) => {
  describe.each(IMAGES.map((v) => ({ v, w: describeWindow(v) })))("$w", ({ v }) => {
    const inputs = v.h * v.w;
    const pixels = v.oh * v.ow;
    /** Images with rows of zeros, as real ones have. */
    const images = (n: number) =>
      t.floats(n * inputs).map((value, i) => (Math.floor(i / v.w) % 4 === 3 ? 0 : value));

    it.each([0, 1, 3])("moments: %i samples, added to those before", (n) => {
      const x = images(n);
      const moments = t.state(new Float64Array(MOMENTS).fill(2));
      const args = [t.input(x), inputs * 4, n, v.oh, v.ow, v.w * 4, t.output(MOMENTS * 4)] as const;
      t.call("windowMoments", ...args, moments);
      const expected = windowMoments(x, n, { window: v, cout: 1 });
      t.compare(
        moments,
        expected.map((sum) => sum + 2),
      );
    });

    it("mean and covariance of two slices", () => {
      const [first, second] = [images(2), images(1)];
      const convolution = { window: v, cout: 1 };
      const slices = [windowMoments(first, 2, convolution), windowMoments(second, 1, convolution)];
      const moments = t.input(Float64Array.from(slices.flatMap((slice) => [...slice])));
      const windows = t.state(new Float64Array(90).fill(Number.NaN));
      t.call("windowMomentsJoin", moments, MOMENTS * 8, 2, 3, pixels, windows);
      const all = Float32Array.from([...first, ...second]);
      const { mean, covariance } = windowMomentsJoin(all, 3, convolution);
      t.compare(windows, [...mean, ...covariance], ROUNDED);
    });

    describe.each([4, 8, 12, 20])("%i channels", (cout) => {
      const n = 3;
      const convolution = { window: v, cout };
      const panels = Math.ceil(cout / 8) * 8;

      it("statistics of the convolution, from those of its windows", () => {
        const [x, w, bias] = [images(n), t.floats(cout * 9), t.floats(cout)];
        const { mean, covariance } = windowMomentsJoin(x, n, convolution);
        const windows = t.input(Float64Array.from([...mean, ...covariance]));
        for (const b of [bias, undefined]) {
          const expected = windowNormStatistics(x, n, convolution, w, b ?? new Float32Array(cout));
          const joined = t.output(4 + cout * 2);
          t.call("windowNormStatistics", windows, t.input(w), b ? t.input(b) : 0, n, pixels, cout, joined);
          const { count } = expected;
          t.compare(joined, [count, 0, 0, 0, ...expected.mean, ...expected.variance], ROUNDED);
        }
      });

      it("weights that normalize", () => {
        const [w, bias, scale, shift] = [t.floats(cout * 9), t.floats(cout), t.floats(cout), t.floats(cout)];
        const factors = t.input(Float32Array.from([...scale, ...shift]));
        const [to, shifts] = [t.output(panels * 9), t.output(panels)];
        t.call("windowNormWeights", t.input(w), t.input(bias), factors, cout, to, shifts);
        const expected = windowNormWeights(w, bias, scale, shift);
        const [wanted, wantedBias] = packed(t, expected.weights, expected.bias);
        t.compare(to, wanted.values);
        t.compare(shifts, wantedBias.values);
        t.call("windowNormWeights", t.input(w), 0, factors, cout, to, shifts);
        t.compare(shifts, packed(t, w, shift)[1].values);
      });

      it.each([true, false])("gradients of convolution and normalization, gamma: %s", (hasGamma) => {
        const [x, w, dy] = [images(n), t.floats(cout * 9), t.sparse(n * pixels * cout)];
        const gamma = hasGamma ? t.floats(cout) : undefined;
        const expected = windowNormBackward(dy, x, n, convolution, w, gamma, EPSILON);
        const { mean, covariance } = windowMomentsJoin(x, n, convolution);
        const statistics = windowNormStatistics(x, n, convolution, w, new Float32Array(cout));

        // Two slices, of two samples and of one, one after the other.
        const at = 2 * pixels * cout;
        const slice = (gradient: Float32Array, samples: Float32Array, count: number) => [
          ...conv2dBackwardFilter(gradient, samples, count, convolution),
          ...sumRows(gradient, cout),
        ];
        const sums = Float32Array.from([
          ...slice(dy.subarray(0, at), x.subarray(0, 2 * inputs), 2),
          ...slice(dy.subarray(at), x.subarray(2 * inputs), 1),
        ]);
        const gradients = t.state(sums);
        const [stride, dbeta] = [cout * 40, gradients.address + cout * 36];
        const dgamma = t.state(new Float32Array(cout).fill(1));
        t.call(
          "windowNormBackward",
          t.input(Float64Array.from([...mean, ...covariance])),
          joinedOf(t, statistics),
          t.input(w),
          gamma ? t.input(gamma) : 0,
          EPSILON,
          cout,
          gradients,
          stride,
          dbeta,
          stride,
          2,
          dgamma,
        );
        t.compare({ ...gradients, values: gradients.values.subarray(0, cout * 9) }, expected.dw, ROUNDED);
        const cleared = gradients.values.subarray(cout * 10, cout * 19);
        t.compare({ ...gradients, values: cleared }, new Float32Array(cout * 9), 0);
        t.compare(
          dgamma,
          expected.dgamma.map((value) => value + 1),
          ROUNDED,
        );
      });
    });
  });
});
