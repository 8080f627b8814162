import { describe, it } from "vitest";
import {
  batchNormBackward,
  batchNormBackwardFactors,
  batchNormFactors,
  batchNormJoin,
  batchNormMoving,
  batchNormReduce,
  batchNormStatistics,
  scaleShift,
} from "../../reference/batchNorm.js";
import { add } from "../../reference/elementwise.js";
import { type Buffer, describeKernels, type KernelTest, SIZES } from "./kernelTest.js";

/** Quotients and roots of float32. */
const ROUNDED = 4e-6;
const EPSILON = 0.125;

/** {count, 0, 0, 0, first[c4], second[c4]}: how the kernels keep statistics. */
function layOut(c: number, count: number, first: Float32Array, second: Float32Array): Float32Array {
  const c4 = Math.ceil(c / 4) * 4;
  const words = new Float32Array(4 + 2 * c4);
  words[0] = count;
  words.set(first, 4);
  words.set(second, 4 + c4);
  return words;
}

/** Columns of `c` of c4 values. */
function columns({ values }: Buffer<Float32Array>, c: number, from: number) {
  const c4 = Math.ceil(c / 4) * 4;
  const part = (index: number) => values.subarray(from + index * c4, from + index * c4 + c);
  return [0, 1, 2, 3].map((index) => ({ address: 0, values: part(index) }));
}

/** Slices of the batch, of different lengths and one of them empty, and their joined statistics. */
function slicesOf(t: KernelTest, c: number) {
  const slices = [7, 0, 12].map((rows) => t.floats(rows * c));
  const { count, mean, variance } = batchNormJoin(slices, c);
  return { slices, x: slices[0], joined: { count, mean, variance }, words: layOut(c, count, mean, variance) };
}

await describeKernels("batchNorm", (t) => {
  describe.each(SIZES.filter((c) => c > 0).concat(64))("%i channels", (c) => {
    const c4 = Math.ceil(c / 4) * 4;

    it("joins groups to statistics of a slice, and slices", () => {
      const { slices, joined } = slicesOf(t, c);
      const size = 4 + 2 * c4;
      const stats = t.state(new Float32Array(slices.length * size));
      slices.forEach((x, s) => {
        const cut = 3 * c;
        for (const group of [x.slice(0, cut), x.slice(cut)]) {
          const at = stats.address + s * size * 4;
          if (group.length) t.call("batchNormStatistics", t.input(group), group.length / c, c, at);
        }
        const slice = { address: 0, values: stats.values.subarray(s * size, (s + 1) * size) };
        const expected = x.length
          ? batchNormStatistics(x, c)
          : { count: 0, mean: new Float32Array(c), m2: new Float32Array(c) };
        t.compare(slice, layOut(c, expected.count, expected.mean, expected.m2), ROUNDED);
      });
      const out = t.output(size);
      t.call("batchNormJoin", stats, size * 4, slices.length, c, out);
      t.compare(out, layOut(c, joined.count, joined.mean, joined.variance), ROUNDED);
    });

    it("forward: scale and shift, with relu and without", () => {
      const { x, joined } = slicesOf(t, c);
      const [gamma, beta] = [t.floats(c), t.floats(c)];
      const [mean, variance] = [t.input(joined.mean), t.input(joined.variance)];
      for (const [g, b] of [
        [gamma, beta],
        [undefined, undefined],
      ]) {
        const factors = t.state(new Float32Array(2 * c4));
        t.call(
          "batchNormFactors",
          mean,
          variance,
          g ? t.input(g) : 0,
          b ? t.input(b) : 0,
          EPSILON,
          c,
          factors,
        );
        const expected = batchNormFactors(joined, g, b, EPSILON);
        const [scale, shift] = columns(factors, c, 0);
        t.compare(scale, expected.scale, ROUNDED);
        t.compare(shift, expected.shift, ROUNDED);
        for (const relu of [0, 1]) {
          const y = t.output(x.length);
          t.call("scaleShift", t.input(x), x.length / c, c, factors, relu, y);
          t.compare(y, scaleShift(x, scale.values, shift.values, relu === 1), 0);
        }
      }
    });

    it("backward: sums over slices, factors, gradient", () => {
      const { x, joined, words } = slicesOf(t, c);
      const [rows, joinedAt] = [x.length / c, t.input(words)];
      const [dy, gamma, y] = [t.floats(x.length), t.floats(c), t.floats(x.length)];
      for (const outputs of [y, undefined]) {
        const gradient = t.state(dy);
        const before = t.floats(c);
        const [dgamma, dbeta] = [t.state(before), t.state(before)];
        const masks = outputs ? t.input(outputs) : 0;
        t.call("batchNormReduce", gradient, masks, t.input(x), rows, c, joinedAt, EPSILON, dgamma, dbeta);
        const expected = batchNormReduce(dy, outputs, x, joined, EPSILON);
        t.compare(gradient, expected.dy, 0);
        t.compare(dgamma, add(expected.dgamma, before), ROUNDED);
        t.compare(dbeta, add(expected.dbeta, before), ROUNDED);
      }
      // Of a batch that is this slice alone; the sums come in two slices that are added.
      const batch = batchNormJoin([x], c);
      const sums = batchNormReduce(dy, undefined, x, batch, EPSILON);
      const halves = (sum: Float32Array) =>
        t.input(Float32Array.from([...sum, ...sum], (value) => value / 2));
      const batchAt = t.input(layOut(c, batch.count, batch.mean, batch.variance));
      const factors = t.state(new Float32Array(4 * c4));
      const slices = [halves(sums.dgamma), 4 * c, halves(sums.dbeta), 4 * c, 2];
      t.call("batchNormBackwardFactors", batchAt, t.input(gamma), ...slices, EPSILON, c, factors);
      const expected = batchNormBackwardFactors(batch, gamma, sums.dgamma, sums.dbeta, EPSILON);
      const [a, b, mean, e] = columns(factors, c, 0);
      t.compare(a, expected.a, ROUNDED);
      t.compare(b, expected.b, ROUNDED);
      t.compare(mean, batch.mean, 0);
      t.compare(e, expected.e, ROUNDED);
      const dx = t.output(x.length);
      t.call("batchNormBackward", t.input(dy), t.input(x), rows, c, factors, dx);
      t.compare(dx, batchNormBackward(dy, x, batch, gamma, EPSILON), ROUNDED);
    });

    it("moving statistics", () => {
      const { joined, words } = slicesOf(t, c);
      const [means, variances] = [t.floats(c), t.floats(c)];
      const [mean, variance] = [t.state(means), t.state(variances)];
      t.call("batchNormMoving", t.input(words), c, 0.75, mean, variance);
      t.compare(mean, batchNormMoving(joined.mean, means, 0.75), ROUNDED);
      t.compare(variance, batchNormMoving(joined.variance, variances, 0.75), ROUNDED);
    });
  });
});
