import { it } from "vitest";
import { add } from "../../reference/elementwise.js";
import { layerNormBackward, layerNormForward } from "../../reference/layerNorm.js";
import { describeKernels } from "./kernelTest.js";

/** Square roots and divisions by them; the smallest variance is epsilon. */
const ROUNDED = 4e-6;
const EPSILON = 0.125;

await describeKernels("layerNorm", (t) => {
  const shapes = [0, 1, 3, 4].flatMap((rows) => [1, 3, 4, 5, 17, 128].map((c) => [rows, c]));

  it.each(shapes)("forward and backward: %i x %i", (rows, c) => {
    const [x, dy, gamma, beta] = [t.floats(rows * c), t.floats(rows * c), t.floats(c), t.floats(c)];
    const options = { c, gamma, beta, epsilon: EPSILON };
    const [y, saved, dx] = [t.output(x.length), t.output(2 * rows), t.output(x.length)];
    t.call("layerNormForward", t.input(x), rows, c, t.input(gamma), t.input(beta), EPSILON, saved, y);
    const forward = layerNormForward(x, options);
    t.compare(y, forward.y, ROUNDED);
    t.compare(saved, forward.saved, ROUNDED);

    const [before, sums] = [t.floats(c), [t.state(t.floats(c)), t.state(t.floats(c))]];
    for (const sum of sums) sum.values.set(before);
    t.call("layerNormBackward", t.input(dy), t.input(x), rows, c, t.input(gamma), saved, ...sums, dx);
    const backward = layerNormBackward(dy, x, options);
    t.compare(dx, backward.dx, ROUNDED);
    t.compare(sums[0], add(backward.dgamma, before), ROUNDED);
    t.compare(sums[1], add(backward.dbeta, before), ROUNDED);
  });

  it("does without gamma, beta and gradients nobody wants", () => {
    const [rows, c] = [3, 6];
    const options = { c, epsilon: EPSILON };
    const [x, dy] = [t.floats(rows * c), t.floats(rows * c)];
    const [y, saved, dx] = [t.output(x.length), t.output(2 * rows), t.output(x.length)];
    t.call("layerNormForward", t.input(x), rows, c, 0, 0, EPSILON, saved, y);
    t.compare(y, layerNormForward(x, options).y, ROUNDED);
    t.call("layerNormBackward", t.input(dy), t.input(x), rows, c, 0, saved, 0, 0, dx);
    t.compare(dx, layerNormBackward(dy, x, options).dx, ROUNDED);
    const dgamma = t.state(new Float32Array(c));
    t.call("layerNormBackward", t.input(dy), t.input(x), rows, c, 0, saved, dgamma, 0, 0);
    t.compare(dgamma, layerNormBackward(dy, x, options).dgamma, ROUNDED);
  });
});
