import { describe, expect, it } from "vitest";
import {
  adam,
  clipScale,
  momentum,
  movingAverage,
  type Part,
  reduceGradient,
  rmsprop,
  sgd,
} from "../../reference/optimizer.js";
import { relativeError } from "../relativeError.js";
import { describeKernels, type KernelTest } from "./kernelTest.js";

/** Products, roots and quotients of float32. */
const ROUNDED = 1e-6;
const LEARNING_RATE = 0.125;
const SCALE = 0.25;
const [CORRECTION1, CORRECTION2] = [0.5, 0.75];
/** Of the new weights in their moving average. */
const SHARE = 0.25;

/** Values before and behind the part, which must stay as they are. */
const BEFORE = 8;
const BEHIND = 12;

/** Buffers of all parameters, of which one part is updated, as the kernels of the optimizers take them. */
function layOut(t: KernelTest, count: number, slices: number, l2: number) {
  const all = BEFORE + count + BEHIND;
  const [weights, grads] = [t.floats(all), t.floats(all * Math.max(slices, 1))];
  const [params, gradients] = [t.state(weights), t.state(grads)];
  const middle = (values: Float32Array, slice = 0) =>
    values.slice(slice * all + BEFORE, slice * all + BEFORE + count);
  const part: Part = {
    weights: middle(weights),
    slices: Array.from({ length: Math.max(slices, 1) }, (_, s) => middle(grads, s)),
    l2,
    scale: SCALE,
    learningRate: LEARNING_RATE,
  };
  const words = t.input(new Int32Array(4));
  words.values.set([BEFORE * 4, count, 0, slices]);
  new Float32Array(words.values.buffer, words.address + 8, 1)[0] = l2;
  const hyper = t.input(Float32Array.of(LEARNING_RATE, SCALE, CORRECTION1, CORRECTION2, SHARE));
  const elsewhere = t.input(new Float32Array(0));
  const [grad, whole] = slices ? [gradients, elsewhere] : [elsewhere, gradients];
  return {
    part,
    middle,
    all,
    args: [words, params, grad, all * 4, whole, hyper],
    /** Expects the part of a buffer to be `expected` and the rest of it to be as before. */
    compare(buffer: { values: Float32Array }, original: Float32Array, expected: Float32Array, slice = 0) {
      const full = original.slice();
      full.set(expected, slice * all + BEFORE);
      expect(relativeError(buffer.values, full, 1)).toBeLessThanOrEqual(ROUNDED);
    },
    weights,
    params,
    grads,
    gradients,
    /** The gradients as an update leaves them: cleared for the next step. */
    cleared() {
      const left = grads.slice();
      for (let s = 0; s < Math.max(slices, 1); s++) left.fill(0, s * all + BEFORE, s * all + BEFORE + count);
      return left;
    },
  };
}

const CASES = [0, 4, 16, 20, 288].flatMap((count) =>
  [0, 1, 3, 8].flatMap((slices) => [0, 0.5].map((l2) => [count, slices, l2])),
);

await describeKernels("optimizer", (t) => {
  describe.each(CASES)("%i values, %i slices, l2 %d", (count, slices, l2) => {
    it("sgd", () => {
      const p = layOut(t, count, slices, l2);
      t.call("sgd", ...p.args);
      p.compare(p.params, p.weights, sgd(p.part).weights);
      t.compare(p.gradients, p.cleared(), 0);
    });

    it.each([false, true])("momentum, Nesterov %o", (nesterov) => {
      const p = layOut(t, count, slices, l2);
      const before = t.floats(p.all);
      const slot = t.state(before);
      t.call("momentum", ...p.args, slot, 0.75, nesterov ? 1 : 0);
      const expected = momentum(p.part, p.middle(before), 0.75, nesterov);
      p.compare(p.params, p.weights, expected.weights);
      p.compare(slot, before, expected.slot);
      t.compare(p.gradients, p.cleared(), 0);
    });

    it("rmsprop", () => {
      const p = layOut(t, count, slices, l2);
      const [squares, before] = [t.floats(p.all).map(Math.abs), t.floats(p.all)];
      const [square, slot] = [t.state(squares), t.state(before)];
      t.call("rmsprop", ...p.args, square, slot, 0.75, 0.5, 0.125);
      const expected = rmsprop(p.part, p.middle(squares), p.middle(before), 0.75, 0.5, 0.125);
      p.compare(p.params, p.weights, expected.weights);
      p.compare(square, squares, expected.square);
      p.compare(slot, before, expected.slot);
      t.compare(p.gradients, p.cleared(), 0);
    });

    it.each([0, 0.25])("adam, weight decay %d", (weightDecay) => {
      const p = layOut(t, count, slices, l2);
      const [means, squares] = [t.floats(p.all), t.floats(p.all).map(Math.abs)];
      const [first, second] = [t.state(means), t.state(squares)];
      const options = { beta1: 0.75, beta2: 0.875, epsilon: 0.125, weightDecay };
      t.call("adam", ...p.args, first, second, 0.75, 0.875, 0.125, weightDecay);
      const expected = adam(p.part, p.middle(means), p.middle(squares), {
        ...options,
        correction1: CORRECTION1,
        correction2: CORRECTION2,
      });
      p.compare(p.params, p.weights, expected.weights);
      p.compare(first, means, expected.first);
      p.compare(second, squares, expected.second);
      t.compare(p.gradients, p.cleared(), 0);
    });

    it("reduceGradient", () => {
      const p = layOut(t, count, slices, l2);
      const norm = t.state(Float64Array.of(Number.NaN));
      t.call("reduceGradient", ...p.args, norm);
      const expected = reduceGradient(p.part);
      p.compare(p.gradients, p.cleared(), expected.gradient);
      t.compare(norm, [expected.squaredNorm], ROUNDED);
    });

    it("movingAverage", () => {
      const p = layOut(t, count, slices, l2);
      const before = t.floats(p.all);
      const average = t.state(before);
      t.call("movingAverage", p.args[0], p.params, average, p.args[5]);
      p.compare(average, before, movingAverage(p.part.weights, p.middle(before), SHARE));
    });
  });

  it.each([
    [[], 1],
    [[4], 1],
    [[1, 4, 4], 10],
    [[1, 4, 4], 2],
  ])("clipScale: squared norms %j to %d", (norms, clipNorm) => {
    const hyper = t.floats(4);
    const out = t.output(4);
    t.call("clipScale", t.input(Float64Array.from(norms)), norms.length, clipNorm, t.input(hyper), out);
    t.compare(out, [hyper[0], clipScale(norms, clipNorm), hyper[2], hyper[3]], 1e-7);
  });
});
