import { describe, it } from "vitest";
import { denseBackwardData, denseBackwardFilter, denseForward } from "../../reference/dense.js";
import { add } from "../../reference/elementwise.js";
import { describeKernels, SIZES } from "./kernelTest.js";

/** Inputs and outputs; the last two are those of the Keras and the PyTorch example. */
const SHAPES = [
  [4, 1],
  [8, 3],
  [12, 10],
  [20, 17],
  [1600, 10],
  [9216, 16],
];

await describeKernels("dense", (t) => {
  describe.each(SHAPES)("%i to %i", (k, cout) => {
    it.each(k > 1000 ? [4] : SIZES)("%i samples", (n) => {
      const [x, w, bias, dy] = [t.floats(n * k), t.floats(cout * k), t.floats(cout), t.sparse(n * cout)];
      const [from, weights, gradient] = [t.input(x), t.input(w), t.input(dy)];
      for (const relu of [0, 1]) {
        const y = t.output(n * cout);
        t.call("denseForward", from, n, k, weights, t.input(bias), relu, y, cout);
        t.compare(y, denseForward(x, n, k, w, bias, relu === 1));
      }
      const dx = t.output(n * k);
      t.call("denseBackwardData", gradient, n, cout, weights, k, dx, t.output(2 * cout));
      t.compare(dx, denseBackwardData(dy, n, k, cout, w));
      const before = t.floats(w.length);
      const [dw, list] = [t.state(before), t.output(8 * n)];
      // In columns, the last of which are fewer.
      for (let first = 0; first < k; first += 512)
        t.call("denseBackwardFilter", gradient, n, cout, from, k, first, 512, dw, list);
      t.compare(dw, add(denseBackwardFilter(dy, x, n, k, cout), before));
    });
  });
});
