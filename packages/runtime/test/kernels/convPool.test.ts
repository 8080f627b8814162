import { describe, it } from "vitest";
import { conv2dForward } from "../../reference/conv2d.js";
import { convPoolForward } from "../../reference/convPool.js";
import {
  convPoolBackwardData,
  convPoolBackwardFilter,
  convPoolBackwardShort,
  convSparseBackwardData,
} from "../../reference/convPoolBackward.js";
import { add } from "../../reference/elementwise.js";
import type { Window2d } from "../../src/graph/graph.js";
import { type Buffer, describeKernels, type KernelTest } from "./kernelTest.js";
import { packed } from "./packed.js";
import { describeWindow, poolingOffsets, windowOf, windowOffsets } from "./windows.js";

interface Case {
  window: string;
  v: Window2d;
  cout: number;
  relu: number;
  samples: number[];
}

/** Every window with each number of channels and as many samples, with relu and without. */
function cases(windows: Window2d[], channels: number[], samples: number[]): Case[] {
  return windows.flatMap((v) =>
    channels.flatMap((cout) => [0, 1].map((relu) => ({ window: describeWindow(v), v, cout, relu, samples }))),
  );
}

/**
 * Rows of whole vectors, for which there is a sparse backward pass; the last are the Keras example's second layer, and images
 * of which five do not fit the cache.
 */
const LONG = [
  ...cases([windowOf([4, 5, 4], [3, 3]), windowOf([7, 6, 2], [2, 2], [1, 2])], [4, 12, 68], [0, 1, 3]),
  ...cases([windowOf([13, 13, 32], [3, 3])], [64], [1]),
  ...cases([windowOf([11, 11, 128], [3, 3])], [4], [5]),
];
/** First layers: rows of at most one vector with 3 rows, two with 5. */
const SHORT = [
  ...cases(
    [windowOf([4, 4, 1], [3, 3]), windowOf([8, 7, 1], [3, 4]), windowOf([9, 8, 1], [5, 5])],
    [4, 8, 20],
    [0, 1, 3],
  ),
  ...cases([windowOf([28, 28, 1], [3, 3]), windowOf([28, 28, 1], [5, 5])], [32], [1]),
];

/** Sizes of a convolution with pooling, and its arguments for the kernels. */
function layOut(t: KernelTest, n: number, { v, cout }: Case, x: Float32Array) {
  const [run, windows] = [v.kw * v.c, Math.floor(v.oh / 2) * Math.floor(v.ow / 2)];
  const inputs = v.h * v.w * v.c;
  return {
    run,
    windows,
    inputs,
    k: v.kh * run,
    pooled: windows * cout,
    from: t.input(x),
    offsets: t.input(poolingOffsets(v)),
    geometry: [v.kh, run, v.w * v.c * 4],
    active: t.integerOutput(n * windows),
    counts: t.integerOutput(n),
  };
}

/** Runs the forward kernel and compares; gives what the gradients need. */
function forward(t: KernelTest, n: number, c: Case, x: Float32Array, w: Float32Array, zeroBytes: number) {
  const { v, cout, relu } = c;
  const g = layOut(t, n, c, x);
  const bias = t.floats(cout);
  const weights = packed(t, w, bias);
  const expected = convPoolForward(x, n, { window: v, cout }, w, bias, relu === 1);
  let outputs: { y: Buffer; at: Buffer } | undefined;
  // Neighbors in x may be brought side by side where they are single values.
  const isPaired = v.c === 1 && v.sh === 1 && v.sw === 1;
  for (const pairs of isPaired ? [0, t.output(g.k * 4)] : [0]) {
    const [y, at] = [t.output(n * g.pooled), t.integerOutput(n * g.pooled)];
    const input = [g.from, g.inputs * 4, n, g.offsets, g.windows, ...g.geometry];
    const found = [zeroBytes, g.active, g.counts];
    t.call("convPoolForward", ...input, ...weights, relu, y, at, cout, ...found, pairs);
    t.compare(y, expected.y);
    t.compare(at, expected.at, 0);
    outputs = { y, at };
  }
  return { ...g, ...outputs!, expected };
}

await describeKernels("convPool", (t) => {
  describe.each(LONG)("$window to $cout channels, relu $relu", (c) => {
    const { v, cout, relu, samples } = c;
    const convolution = { window: v, cout };

    /** Whether the window of a number is blank. */
    const BLANK = { none: () => false, some: (window: number) => window % 4 > 1, all: () => true };
    const kinds = samples.flatMap((n) =>
      (["none", "some", "all"] as const).map((blanks) => [n, blanks] as const),
    );
    it.each(kinds)("forward and sparse backward: %i samples, %s blank", (n, blanks) => {
      const [x, w] = [t.floats(n * v.h * v.w * v.c), t.floats(cout * v.kh * v.kw * v.c)];
      const f = forward(t, n, c, x, w, 0);
      const dy = t.sparse(n * f.pooled);
      const capacity = f.windows * Math.max(n, 1);
      const [lists, counts] = [t.output(cout * capacity * 2), t.integerOutput(cout)];
      const flags = Array.from({ length: n * f.windows }, (_, i) => BLANK[blanks](i));
      const blank = Uint8Array.from(flags, (flag, i) => (!flag ? 0 : flags.indexOf(true) === i ? 1 : 2));
      const scratch = [t.output(cout * 9), blanks === "none" ? 0 : t.input(blank)];
      const pooled = [t.input(dy), f.y, f.at, n, f.windows, cout, relu, f.offsets, ...f.geometry, t.input(w)];
      const [dx, before] = [t.output(x.length), t.floats(cout)];
      const db = t.state(before);
      t.call("convPoolBackwardData", ...pooled, dx, f.inputs * 4, db, lists, counts, capacity, ...scratch);
      const expected = convPoolBackwardData(dy, f.expected, n, convolution, w, relu === 1, blank);
      t.compare(dx, expected.dx);
      t.compare(db, add(expected.db, before));

      t.call("convPoolBackwardData", ...pooled, 0, f.inputs * 4, 0, lists, counts, capacity, ...scratch);
      const dwBefore = t.floats(w.length);
      const dw = t.state(dwBefore);
      const sources = [f.from, f.inputs * 4, n, lists, counts, capacity];
      t.call("convPoolBackwardFilter", ...sources, cout, ...f.geometry, dw, t.output(cout));
      const gradient = convPoolBackwardFilter(dy, f.expected, x, n, convolution, relu === 1, blank);
      t.compare(dw, add(gradient, dwBefore));
    });
  });

  describe.each(LONG.filter(({ relu }) => relu))(
    "$window to $cout channels, relu without pooling",
    ({ v, cout, samples }) => {
      const convolution = { window: v, cout };

      it.each(samples)("sparse backward: %i samples", (n) => {
        const [x, w, bias] = [
          t.floats(n * v.h * v.w * v.c),
          t.floats(cout * v.kh * v.kw * v.c),
          t.floats(cout),
        ];
        const y = conv2dForward(x, n, convolution, w, bias, true);
        const dy = t.sparse(y.length);
        const [offsets, from, before] = [t.input(windowOffsets(v)), t.input(x), t.floats(cout)];
        const [places, stride] = [v.oh * v.ow, v.h * v.w * v.c * 4];
        const geometry = [v.kh, v.kw * v.c, v.w * v.c * 4];
        const capacity = places * Math.max(n, 1);
        const [dx, db, dw] = [t.output(x.length), t.state(before), t.state(new Float32Array(w.length))];
        const [lists, counts, list] = [
          t.output(cout * capacity * 2),
          t.integerOutput(cout),
          t.output(cout * 2),
        ];
        const input = [t.input(dy), t.input(y), n, places, cout, offsets, ...geometry, t.input(w)];
        t.call("convSparseBackwardData", ...input, dx, stride, db, lists, counts, capacity, list);
        const sources = [from, stride, n, lists, counts, capacity];
        t.call("convPoolBackwardFilter", ...sources, cout, ...geometry, dw, t.output(cout));
        const expected = convSparseBackwardData(dy, y, x, n, convolution, w);
        t.compare(dx, expected.dx);
        t.compare(db, add(expected.db, before));
        t.compare(dw, expected.dw);
      });
    },
  );

  describe.each(SHORT)("first layer: $window to $cout channels, relu $relu", (c) => {
    const { v, cout, relu, samples } = c;

    it.each(samples)("forward and backward: %i samples with dark margins", (n) => {
      const size = v.h * v.w;
      // The upper third of each image and its left column are dark.
      const x = t.floats(n * size).map((value, i) => (i % size < size / 3 || i % v.w === 0 ? 0 : value));
      const w = t.floats(cout * v.kh * v.kw);
      const f = forward(t, n, c, x, w, (v.kw + 1) * 4);
      const dy = t.sparse(n * f.pooled);
      const [before, dbBefore] = [t.floats(w.length), t.floats(cout)];
      const [dw, db, gradient, scratch] = [t.state(before), t.state(dbBefore), t.state(dy), t.output(80)];
      const pooled = [gradient, f.y, f.at, n, f.windows, cout, relu, f.from, f.inputs * 4, ...f.geometry];
      t.call("convPoolBackwardShort", ...pooled, f.active, f.counts, dw, db, scratch);
      const expected = convPoolBackwardShort(dy, f.expected, x, n, { window: v, cout }, relu === 1);
      t.compare(dw, add(expected.dw, before));
      t.compare(db, add(expected.db, dbBefore));
    });
  });
});
