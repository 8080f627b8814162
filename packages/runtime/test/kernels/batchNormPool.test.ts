import { describe, it } from "vitest";
import {
  batchNormBackward,
  batchNormBackwardFactors,
  batchNormFactors,
  batchNormJoin,
  batchNormReduce,
} from "../../reference/batchNorm.js";
import { batchNormPoolBackward, batchNormPoolForward } from "../../reference/batchNormPool.js";
import { maxPool2dBackward } from "../../reference/pool2d.js";
import { describeKernels } from "./kernelTest.js";
import { describeWindow, windowOf } from "./windows.js";

/** Quotients and roots of float32. */
const ROUNDED = 4e-6;
const EPSILON = 0.125;

/** Even and odd sizes, some without any window, and a layer of a real network. Channels come in whole vectors. */
const IMAGES = [
  ...[4, 8, 12, 68].flatMap((c) => [
    [2, 2, c],
    [3, 3, c],
    [4, 7, c],
    [7, 6, c],
  ]),
  [1, 1, 4],
  [1, 5, 8],
  [5, 1, 4],
  [24, 24, 32],
];

const join = (...parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));

await describeKernels("batchNormPool", (t) => {
  describe.each(
    IMAGES.map((image) => windowOf(image, [2, 2], [2, 2])).map((v) => ({ v, w: describeWindow(v) })),
  )("$w", ({ v }) => {
    const [inputs, outputs] = [v.h * v.w * v.c, v.oh * v.ow * v.c];
    const sizes = [v.h, v.w, v.c];

    it.each([0, 1, 3])("forward: %i samples, with relu and without", (n) => {
      const [x, scale, shift] = [t.floats(n * inputs), t.floats(v.c), t.floats(v.c)];
      const [from, factors] = [t.input(x), t.input(join(scale, shift))];
      for (const relu of [0, 1]) {
        const expected = batchNormPoolForward(x, n, v, scale, shift, relu === 1);
        const [y, best, alone] = [0, 1, 2].map(() => t.output(n * outputs));
        t.call("batchNormPoolForward", from, n, ...sizes, factors, relu, y, best);
        t.compare(y, expected.y, 0);
        t.compare(best, expected.best, 0);
        t.call("batchNormPoolForward", from, n, ...sizes, factors, relu, alone, 0);
        t.compare(alone, expected.y, 0);
      }
    });

    it.each([0, 1, 3])("backward: %i samples", (n) => {
      const [x, dy] = [t.floats(n * inputs), t.sparse(n * outputs)];
      const [scale, a, b, mean, e] = [0, 1, 2, 3, 4].map(() => t.floats(v.c));
      const { best, at } = batchNormPoolForward(x, n, v, scale, new Float32Array(v.c), false);
      const [factors, dx] = [t.input(join(a, b, mean, e)), t.output(x.length)];
      t.call("batchNormPoolBackward", t.input(dy), t.input(best), t.input(x), n, ...sizes, factors, dx);
      t.compare(dx, batchNormPoolBackward(dy, at, x, n, mean, { a, b, e }));
    });

    it("is batch normalization, then relu, then pooling: both ways through the kernels", () => {
      const n = 3;
      const [x, dy, gamma, beta] = [
        t.floats(n * inputs),
        t.floats(n * outputs),
        t.floats(v.c),
        t.floats(v.c),
      ];
      const batch = batchNormJoin([x], v.c);
      const { scale, shift } = batchNormFactors(batch, gamma, beta, EPSILON);
      const expected = batchNormPoolForward(x, n, v, scale, shift, true);
      const [y, best] = [t.output(dy.length), t.output(dy.length)];
      const from = t.input(x);
      t.call("batchNormPoolForward", from, n, ...sizes, t.input(join(scale, shift)), 1, y, best);

      const spread = maxPool2dBackward(
        dy.map((value, i) => (expected.y[i] > 0 ? value : 0)),
        expected.at,
        n,
        inputs,
      );
      const sums = batchNormReduce(spread, undefined, x, batch, EPSILON);
      const words = t.input(join(Float32Array.of(batch.count, 0, 0, 0), batch.mean, batch.variance));
      const [gradient, dgamma, dbeta] = [
        t.state(dy),
        t.state(new Float32Array(v.c)),
        t.state(new Float32Array(v.c)),
      ];
      const rows = dy.length / v.c;
      t.call("batchNormReduce", gradient, y, best, rows, v.c, words, EPSILON, dgamma, dbeta);
      t.compare(dgamma, sums.dgamma, ROUNDED);
      t.compare(dbeta, sums.dbeta, ROUNDED);

      const { a, b, e } = batchNormBackwardFactors(batch, gamma, sums.dgamma, sums.dbeta, EPSILON);
      const [factors, dx] = [t.input(join(a, b, batch.mean, e)), t.output(x.length)];
      t.call("batchNormPoolBackward", gradient, best, from, n, ...sizes, factors, dx);
      t.compare(dx, batchNormBackward(spread, x, batch, gamma, EPSILON), ROUNDED);
    });
  });
});
