import { describe, it } from "vitest";
import { type Convolution, conv2dBackwardData, conv2dBackwardFilter } from "../../reference/conv2d.js";
import { add } from "../../reference/elementwise.js";
import { padForward } from "../../reference/load.js";
import { padGradient } from "../../reference/padGradient.js";
import {
  type Matrix,
  winogradMixedBackwardData,
  winogradMixedBackwardFilter,
  winogradMixedExchangedWeights,
  winogradMixedFilterGradient,
  winogradMixedForward,
  winogradMixedGradient,
  winogradMixedInput,
  winogradMixedPoolForward,
  winogradMixedTurnedWeights,
  winogradMixedWeights,
} from "../../reference/winogradMixed.js";
import type { Window2d } from "../../src/graph/graph.js";
import { LARGE_GROUP } from "../../src/plan/builder.js";
import { PRODUCT_BYTES } from "../../src/plan/operations/winogradMixed.js";
import {
  elementBytes,
  overhang,
  QUAD,
  type TileSet,
  tilePatches,
  tilePlaces,
  tileSets,
  transformedBytes,
} from "../../src/plan/operations/winogradTiles.js";
import { type Buffer, describeKernels, type KernelTest } from "./kernelTest.js";
import { describeWindow, poolingOffsets, windowOf } from "./windows.js";

/** The transforms divide by 6 and 24, and their sums are larger than what comes of them. */
const ROUNDED = 2e-5;
const PRODUCT_FLOATS = PRODUCT_BYTES / 4;
const [WEIGHT_SCRATCH, TILE_SCRATCH] = [216, 144];

/** Outputs of 2, 3, 4, 5, 6 and more rows and columns: tiles of all sizes, whole ones and such that reach over the edge. */
const CONVOLUTIONS = [
  { window: windowOf([4, 4, 4], [3, 3]), cout: 8 },
  { window: windowOf([5, 4, 8], [3, 3]), cout: 8 },
  { window: windowOf([6, 7, 8], [3, 3]), cout: 16 },
  { window: windowOf([7, 5, 8], [3, 3]), cout: 8 },
  { window: windowOf([8, 9, 16], [3, 3]), cout: 24 },
  { window: windowOf([13, 13, 32], [3, 3]), cout: 64 },
  { window: windowOf([16, 14, 4], [3, 3]), cout: 8 },
].map((convolution) => ({
  title: `${describeWindow(convolution.window)} to ${convolution.cout}`,
  ...convolution,
}));

/** A convolution of images in memory, padded where tiles reach over the edge. */
interface Image {
  window: Window2d;
  from: Buffer;
  stride: number;
  rowStride: number;
}

function imageOf(t: KernelTest, x: Float32Array, n: number, v: Window2d): Image {
  const [bottom, right] = [overhang(v.oh), overhang(v.ow)];
  const padding = { rows: v.h, rowFloats: v.w * v.c, top: 0, bottom, left: 0, right: right * v.c };
  const rowStride = (v.w + right) * v.c * 4;
  return {
    window: v,
    from: t.input(padForward(x, n, padding)),
    stride: (v.h + bottom) * rowStride,
    rowStride,
  };
}

/** Transforms the patches of a set of tiles. */
function transform(
  t: KernelTest,
  n: number,
  set: TileSet,
  image: Image,
  block: number,
  blank: Buffer | 0 = 0,
): Buffer {
  const { c } = image.window;
  const v = t.output(transformedBytes(set, block, c) / 4);
  const patches = t.input(Int32Array.from(tilePatches(set, c, image.rowStride)));
  const layout = [image.rowStride, c, block, elementBytes(block, c)];
  const input = [image.from, image.stride, n, set.origins.length, patches, set.height, set.width];
  t.call("winogradMixedInput", ...input, ...layout, v, t.output(TILE_SCRATCH), blank);
  return v;
}

/** A convolution from the channels of `image` to `cout`. */
function convolve(
  t: KernelTest,
  n: number,
  image: Image,
  u: Buffer,
  bias: Buffer,
  relu: number,
  cout: number,
) {
  const { window } = image;
  const row = window.ow * cout;
  const y = t.output(n * window.oh * row);
  for (const set of tileSets(window)) {
    const v = transform(t, n, set, image, QUAD);
    const places = t.input(Int32Array.from(tilePlaces(set, window, cout)));
    const products = [v, elementBytes(QUAD, window.c), u, n, set.origins.length, window.c, cout];
    const output = [bias, relu, places, set.height, set.width, y, window.oh * row * 4, row * 4];
    t.call("winogradMixedForward", ...products, ...output, t.output(PRODUCT_FLOATS));
  }
  return y;
}

/** Whether the patch of a tile, whose first pixel is given, sees only background. */
type IsBlank = (sample: number, origin: [number, number], height: number, width: number) => boolean;

/** A convolution with pooling; of the tiles that are blank only the first is computed, and whose windows' at is written is told. */
function convolveAndPool(
  t: KernelTest,
  n: number,
  x: Float32Array,
  v: Window2d,
  u: Buffer,
  bias: Buffer,
  relu: number,
  cout: number,
  isBlank?: IsBlank,
) {
  const [across, down] = [Math.floor(v.ow / 2), Math.floor(v.oh / 2)];
  const whole = { ...v, oh: 2 * down, ow: 2 * across };
  const image = imageOf(t, x, n, whole);
  const [y, at] = [t.output(n * across * down * cout), t.integerOutput(n * across * down * cout)];
  const offsets = t.input(poolingOffsets(v));
  const isWritten = new Array<boolean>(n * across * down).fill(true);
  for (const set of tileSets(whole)) {
    const { origins, height, width } = set;
    const flags = Array.from({ length: n }, (_, sample) =>
      origins.map((origin) => (isBlank?.(sample, origin, height + 2, width + 2) ? 1 : 0)),
    );
    const kinds = flags.flat().map((flag, i, all) => (flag && all.indexOf(1) < i ? 2 : flag));
    const blank = isBlank ? t.input(Uint8Array.from(kinds)) : 0;
    const first = origins.map(([row, column]) => (row / 2) * across + column / 2);
    const scratch = [t.output(PRODUCT_FLOATS), t.output(n * origins.length * 2)];
    const transformed = [transform(t, n, set, image, QUAD, blank), elementBytes(QUAD, v.c)];
    const products = [...transformed, u, n, origins.length, v.c, cout, bias, relu];
    const windows = [t.input(Int32Array.from(first)), height, width, across * down, across, offsets];
    t.call("winogradMixedPoolForward", ...products, ...windows, y, at, ...scratch, blank);
    const skipped = flags.flatMap((tiles, sample) => tiles.flatMap((flag, i) => (flag ? [[sample, i]] : [])));
    for (const [sample, i] of skipped.slice(1)) {
      for (let window = 0; window < (height * width) / 4; window++) {
        const place = Math.floor(window / (width / 2)) * across + (window % (width / 2));
        isWritten[sample * across * down + first[i] + place] = false;
      }
    }
  }
  return { y, at, isWritten };
}

function weightsOf(
  t: KernelTest,
  kernel: string,
  args: (number | Buffer)[],
  cin: number,
  cout: number,
): Buffer<Float32Array> {
  const u = t.output(36 * cin * cout);
  for (let q = 0; q < cout / 8; q++) t.call(kernel, ...args, u, q, t.output(WEIGHT_SCRATCH));
  return u;
}

/** Rows and columns of the patches of all tiles. */
const SHAPES = [4, 5, 6].flatMap((rows) => [4, 5, 6].map((columns): [number, number] => [rows, columns]));

/** The 3 x 3 weights of one pair of channels of w [cout][3][3][cin]. */
const tapsOf = (w: Float32Array, cin: number, co: number, ci: number): Matrix =>
  [0, 1, 2].map((ky) => [0, 1, 2].map((kx) => w[((co * 3 + ky) * 3 + kx) * cin + ci]));

await describeKernels("winogradMixed", (t) => {
  describe.each(CONVOLUTIONS)("$title", ({ window: v, cout }) => {
    const convolution: Convolution = { window: v, cout };
    const inputs = v.h * v.w * v.c;
    const samples = v.c > 16 ? [1] : [1, 3];

    it("weights", () => {
      const w = t.floats(cout * 9 * v.c);
      const u = weightsOf(t, "winogradMixedWeights", [t.input(w), v.c], v.c, cout);
      const expected = new Float32Array(u.values.length);
      for (let co = 0; co < cout; co++) {
        for (let ci = 0; ci < v.c; ci++) {
          winogradMixedWeights(tapsOf(w, v.c, co, ci))
            .flat()
            .forEach((value, e) => {
              expected[((Math.floor(co / 8) * 36 + e) * v.c + ci) * 8 + (co % 8)] = value;
            });
        }
      }
      t.compare(u, expected, ROUNDED);
    });

    it.each(samples)("forward: %i samples", (n) => {
      const [x, w, bias] = [t.floats(n * inputs), t.floats(cout * 9 * v.c), t.floats(cout)];
      const u = weightsOf(t, "winogradMixedWeights", [t.input(w), v.c], v.c, cout);
      const image = imageOf(t, x, n, v);
      for (const relu of [0, 1]) {
        const y = convolve(t, n, image, u, t.input(bias), relu, cout);
        t.compare(y, winogradMixedForward(x, n, convolution, w, bias, relu === 1), ROUNDED);
      }
    });

    const pooled = samples.flatMap((n) => [0, 1].map((relu) => [n, relu]));
    it.each(pooled)("forward with pooling: %i samples, relu %i", (n, relu) => {
      const [x, w, bias] = [t.floats(n * inputs), t.floats(cout * 9 * v.c), t.floats(cout)];
      const u = weightsOf(t, "winogradMixedWeights", [t.input(w), v.c], v.c, cout);
      const { y, at } = convolveAndPool(t, n, x, v, u, t.input(bias), relu, cout);
      t.compare(y, winogradMixedPoolForward(x, n, convolution, w, bias, relu === 1).y, ROUNDED);
      const convolved = winogradMixedForward(x, n, convolution, w, bias, relu === 1);
      t.compare(y, outputsAt(at, convolved, convolution), ROUNDED);
    });

    it.each(pooled)("blank tiles, to the last bit: %i samples, relu %i", (n, relu) => {
      const [background, w, bias] = [t.floats(v.c), t.floats(cout * 9 * v.c), t.floats(cout)];
      // The same in all pixels but those of a box, which is somewhere else in each sample.
      const boxes = Array.from(t.indices(n, Math.min(v.h, v.w) - 2), (start) => [start, start + 3]);
      const isBlank = (sample: number, [top, left]: [number, number], height: number, width: number) => {
        const [start, end] = boxes[sample];
        return top >= end || left >= end || top + height <= start || left + width <= start;
      };
      const x = t.floats(n * inputs).map((value, i) => {
        const [sample, pixel] = [Math.floor(i / inputs), Math.floor((i % inputs) / v.c)];
        const place: [number, number] = [Math.floor(pixel / v.w), pixel % v.w];
        return isBlank(sample, place, 1, 1) ? background[i % v.c] : value;
      });
      const u = weightsOf(t, "winogradMixedWeights", [t.input(w), v.c], v.c, cout);
      const all = convolveAndPool(t, n, x, v, u, t.input(bias), relu, cout);
      const some = convolveAndPool(t, n, x, v, u, t.input(bias), relu, cout, isBlank);
      t.compare(some.y, all.y.values, 0);
      const written = some.at.values.map((offset, i) => (some.isWritten[Math.floor(i / cout)] ? offset : -1));
      t.compare(
        { ...all.at, values: written },
        all.at.values.map((offset, i) => (some.isWritten[Math.floor(i / cout)] ? offset : -1)),
        0,
      );
    });
  });

  describe.each(CONVOLUTIONS.filter(({ window }) => window.c % 8 === 0))("$title", ({ window: v, cout }) => {
    const convolution: Convolution = { window: v, cout };
    const [inputs, outputs] = [v.h * v.w * v.c, v.oh * v.ow * cout];
    const samples = v.c > 16 ? [1] : [1, 3];

    it.each([
      ["winogradMixedTurnedWeights", winogradMixedTurnedWeights],
      ["winogradMixedExchangedWeights", winogradMixedExchangedWeights],
    ])("%s", (kernel, reference) => {
      const w = t.floats(cout * 9 * v.c);
      const u = weightsOf(t, kernel, [t.input(w), v.c, cout], cout, v.c);
      const expected = new Float32Array(u.values.length);
      for (let co = 0; co < cout; co++) {
        for (let ci = 0; ci < v.c; ci++) {
          reference(tapsOf(w, v.c, co, ci))
            .flat()
            .forEach((value, e) => {
              expected[((Math.floor(ci / 8) * 36 + e) * cout + co) * 8 + (ci % 8)] = value;
            });
        }
      }
      t.compare(u, expected, ROUNDED);
    });

    const layouts = samples.flatMap((n) => [[n, "quads"] as const, [n, "one block"] as const]);
    it.each(layouts)("input gradient by the tiles of the output: %i samples in %s", (n, layout) => {
      const [w, dy] = [t.floats(cout * 9 * v.c), t.sparse(n * outputs)];
      const [down, across] = [overhang(v.oh), overhang(v.ow)];
      const padding = {
        rows: v.oh,
        rowFloats: v.ow * cout,
        top: 0,
        bottom: down,
        left: 0,
        right: across * cout,
      };
      const gradient = t.input(padForward(dy, n, padding));
      const rowStride = (v.ow + across) * cout * 4;
      const u = weightsOf(t, "winogradMixedExchangedWeights", [t.input(w), v.c, cout], cout, v.c);
      // What patches reach over the edge is zero; before it lies what was there.
      const dxRow = (v.w + across) * v.c;
      const dx = t.state(new Float32Array(n * (v.h + down) * dxRow));
      for (const set of tileSets(v)) {
        const tiles = set.origins.length;
        const block = layout === "quads" ? QUAD : LARGE_GROUP * tiles;
        const element = elementBytes(block, cout);
        const quad = layout === "quads" ? element * set.elements : QUAD * cout * 4;
        const z = t.output(transformedBytes(set, block, cout) / 4);
        const from = t.input(Int32Array.from(tilePatches(set, cout, rowStride)));
        const size = [set.height, set.width];
        const source = [gradient, (v.oh + down) * rowStride, n, tiles, from, ...size, rowStride, cout, block];
        t.call("winogradMixedGradient", ...source, element, z, t.output(TILE_SCRATCH));
        const to = t.input(Int32Array.from(tilePatches(set, v.c, dxRow * 4)));
        const target = [dx, (v.h + down) * dxRow * 4, dxRow * 4, t.output(PRODUCT_FLOATS)];
        t.call("winogradMixedBackwardData", z, quad, element, u, n, tiles, v.c, cout, to, ...size, ...target);
      }
      const rest = { rows: v.h, rowFloats: v.w * v.c, top: 0, bottom: down, left: 0, right: across * v.c };
      const expected = padForward(winogradMixedBackwardData(dy, n, convolution, w), n, rest);
      t.compare(dx, expected, ROUNDED);
    });

    it.each(samples)("backward: %i samples", (n) => {
      const [x, w, dy, y] = [
        t.floats(n * inputs),
        t.floats(cout * 9 * v.c),
        t.sparse(n * outputs),
        t.floats(n * outputs),
      ];
      const [bottom, right] = [2 + overhang(v.h), 2 + overhang(v.w)];
      const padding = {
        rows: v.oh,
        rowFloats: v.ow * cout,
        top: 2,
        bottom,
        left: 2 * cout,
        right: right * cout,
      };
      const rowStride = (2 + v.ow + right) * cout * 4;
      const stride = (2 + v.oh + bottom) * rowStride;
      const [padded, before] = [t.output((n * stride) / 4), t.floats(cout)];
      const db = t.state(before);
      const sizes = [n, v.oh, v.ow, cout, 2, bottom, 2, right];
      t.call("padGradient", t.input(dy), t.input(y), ...sizes, padded, db);
      const expected = padGradient(dy, y, n, cout, padding);
      t.compare(padded, expected.out, 0);
      t.compare(db, add(expected.db, before));
      const gradient = dy.map((value, i) => (y[i] > 0 ? value : 0));

      const turned = weightsOf(t, "winogradMixedTurnedWeights", [t.input(w), v.c, cout], cout, v.c);
      const image = {
        window: { ...v, h: v.oh, w: v.ow, c: cout, oh: v.h, ow: v.w },
        from: padded,
        stride,
        rowStride,
      };
      const dx = convolve(t, n, image, turned, t.input(new Float32Array(v.c)), 0, v.c);
      t.compare(dx, conv2dBackwardData(gradient, n, convolution, w), ROUNDED);

      const dwBefore = t.floats(w.length);
      const [dw, sumStride] = [t.state(dwBefore), elementBytes(cout, v.c)];
      const sum = t.state(new Float32Array((36 * sumStride) / 4));
      for (const set of tileSets(v)) {
        const block = n * set.origins.length;
        const [inputElement, element] = [elementBytes(block, v.c), elementBytes(block, cout)];
        const transformed = transform(t, n, set, imageOf(t, x, n, v), block);
        const z = t.output((set.elements * element) / 4);
        const patches = t.input(Int32Array.from(tilePatches(set, cout, rowStride)));
        const first = padded.address + 2 * rowStride + 2 * cout * 4;
        const tiles = [first, stride, n, set.origins.length, patches, set.height, set.width, rowStride, cout];
        t.call("winogradMixedGradient", ...tiles, block, element, z, t.output(TILE_SCRATCH));
        const products = [transformed, inputElement, z, element, block, set.height, set.width, v.c, cout];
        t.call("winogradMixedBackwardFilter", ...products, sum, sumStride);
      }
      t.call("winogradMixedFilterGradient", sum, sumStride, v.c, cout, dw, t.output(108));
      t.compare(dw, add(conv2dBackwardFilter(gradient, x, n, convolution), dwBefore), ROUNDED);
      t.compare(sum, new Float32Array(sum.values.length), 0);
    });
  });

  it.each(SHAPES)("one tile of %i x %i", (rows, columns) => {
    const c = 8;
    const set = {
      height: rows - 2,
      width: columns - 2,
      elements: rows * columns,
      origins: [[0, 0]],
    } as TileSet;
    const image = imageOf(t, t.floats(rows * columns * c), 1, windowOf([rows, columns, c], [3, 3]));
    const v = transform(t, 1, set, image, 1).values as Float32Array;
    const element = elementBytes(1, c) / 4;
    const z = t.output(set.elements * element);
    const [dy, dyRow] = [t.floats((rows - 2) * (columns - 2) * c), (columns - 2) * c];
    const at = t.input(Int32Array.of(0));
    t.call(
      "winogradMixedGradient",
      t.input(dy),
      0,
      1,
      1,
      at,
      set.height,
      set.width,
      dyRow * 4,
      c,
      1,
      element * 4,
      z,
      t.output(TILE_SCRATCH),
    );
    for (let channel = 0; channel < c; channel++) {
      const d = matrix(
        rows,
        columns,
        (i, j) => (image.from.values as Float32Array)[(i * columns + j) * c + channel],
      );
      const g = matrix(rows - 2, columns - 2, (i, j) => dy[i * dyRow + j * c + channel]);
      const elements = (values: Float32Array) => ({
        address: 0,
        values: Float32Array.from({ length: set.elements }, (_, e) => values[e * element + channel]),
      });
      t.compare(elements(v), winogradMixedInput(d).flat());
      t.compare(elements(z.values), winogradMixedGradient(g).flat());
    }
  });

  const CHANNELS: [number, number][] = [
    [8, 4],
    [24, 12],
  ];
  it.each(
    SHAPES.flatMap((shape) =>
      CHANNELS.flatMap((channels) => [0, 1, 3, 9].map((count) => ({ shape, channels, count }))),
    ),
  )("products of $count tiles of $shape, channels $channels", ({ shape, channels, count }) => {
    const [elements, [cin, cout]] = [shape[0] * shape[1], channels];
    const [v, z] = [t.floats(elements * count * cin), t.floats(elements * count * cout)];
    const before = t.floats(36 * cin * cout);
    const du = t.state(before);
    const size = shape.map((side) => side - 2);
    const operands = [t.input(v), count * cin * 4, t.input(z), count * cout * 4, count];
    t.call("winogradMixedBackwardFilter", ...operands, ...size, cin, cout, du, cin * cout * 4);
    t.compare(du, winogradMixedBackwardFilter(v, z, count, shape, channels, before));
  });

  it("weight gradient of one pair of channels", () => {
    const du = t.floats(36);
    const [sum, dw] = [
      t.state(Float32Array.from({ length: 144 }, (_, i) => du[i >> 2])),
      t.state(new Float32Array(36)),
    ];
    t.call("winogradMixedFilterGradient", sum, 16, 4, 1, dw, t.output(108));
    const expected = winogradMixedFilterGradient(matrix(6, 6, (i, j) => du[i * 6 + j])).flat();
    t.compare(
      dw,
      expected.flatMap((value) => [value, value, value, value]),
      ROUNDED,
    );
  });
});

function matrix(rows: number, columns: number, value: (i: number, j: number) => number): Matrix {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => value(i, j)));
}

/** The outputs that the places of pooled ones name: rounding decides between equals, but not what they are. */
function outputsAt(at: Buffer, convolved: Float32Array, { window: v, cout }: Convolution): Float32Array {
  const pooled = at.values.length;
  const samples = convolved.length / (v.oh * v.ow * cout);
  return Float32Array.from(at.values, (offset, i) => {
    const [pixel, sample] = [offset / 4 / v.c, Math.floor((i * samples) / pooled)];
    const place = (sample * v.oh + Math.floor(pixel / v.w)) * v.ow + (pixel % v.w);
    return convolved[place * cout + (i % cout)];
  });
}
