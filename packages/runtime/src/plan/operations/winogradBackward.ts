import type { Conv2d } from "../../graph/graph.js";
import { LARGE_GROUP, type PlanBuilder } from "../builder.js";
import { type Argument, type Buffer, NONE } from "../plan.js";
import { biasGradient } from "./conv2d.js";
import { type ConvGeometry, paysSparseBackward, paysWinograd } from "./geometry.js";
import {
  quadScratch,
  TILE_SCRATCH,
  type Tiled,
  transformInput,
  WEIGHT_SCRATCH,
  winogradConvolution,
  winogradForm,
} from "./winogradMixed.js";
import {
  elementBytes,
  overhang,
  QUAD,
  type TileSet,
  tileParts,
  tilePatches,
  tileSets,
  transformedBytes,
  WEIGHT_ELEMENTS,
} from "./winogradTiles.js";

/** The input gradient is a convolution from cout to cin channels: the sizes Winograd's kernels need, exchanged. */
export function paysWinogradBackwardData({ window: v, cout, pooled }: Conv2d): boolean {
  const isThreeByThree = v.kh === 3 && v.kw === 3 && v.sh === 1 && v.sw === 1;
  return isThreeByThree && !pooled && v.c % 8 === 0 && cout % 4 === 0 && cout >= 8;
}

/** Where the weight gradient is made with Winograd, the input gradient is, too. */
export function paysWinogradBackwardFilter(node: Conv2d): boolean {
  return !node.pooled && !paysSparseBackward(node) && paysWinograd(node) && node.window.c % 8 === 0;
}

/** dy with 2 - padding zeros around it. */
export function paddedGradient(node: Conv2d, plan: PlanBuilder): Tiled {
  const { window: v, cout, output } = node;
  const [top, left] = [2 - v.top, 2 - v.left];
  // Where the last tile reaches over the edge, it needs one more row or column.
  const [bottom, right] = [2 - v.bottom + overhang(v.h), 2 - v.right + overhang(v.w)];
  const sides = { top, bottom, left, right };
  const rowStride = (left + v.ow + right) * cout * 4;
  const inputBytes = (top + v.oh + bottom) * rowStride;
  return {
    window: { h: v.oh, w: v.ow, c: cout, kh: 3, kw: 3, sh: 1, sw: 1, ...sides, oh: v.h, ow: v.w },
    g: { rowStride, inputBytes },
    x: plan.buffer(`padded gradient ${output.storage}`, "sample", inputBytes),
  };
}

/** Makes the padded gradient; relu and the bias take part where they are given. */
export function padGradient(
  node: Conv2d,
  plan: PlanBuilder,
  { window: v, x }: Tiled,
  y: Argument,
  db: Argument,
): void {
  plan.call(
    "padGradient",
    { buffer: plan.gradient(node.output) },
    y,
    { samples: 1 },
    v.h,
    v.w,
    v.c,
    v.top,
    v.bottom,
    v.left,
    v.right,
    { buffer: x },
    db,
  );
}

/** All gradients of a convolution without pooling. */
export function winogradBackward(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, x: Buffer): void {
  const padded = paddedGradient(node, plan);
  const y = node.relu ? { buffer: plan.value(node.output) } : NONE;
  padGradient(node, plan, padded, y, biasGradient(node, plan));
  if (node.kernel.trainable) winogradBackwardFilter(node, plan, { window: node.window, g, x }, padded);
  plan.contribute(node.input, (dx) => winogradBackwardData(node, plan, padded, dx));
}

/** dx = the padded gradient, convolved with the weights turned by 180 degrees. */
export function winogradBackwardData(node: Conv2d, plan: PlanBuilder, padded: Tiled, dx: Buffer): void {
  const { window: v, cout, kernel } = node;
  const args = [plan.weight(kernel), v.c, cout];
  const name = `turned Winograd form of ${kernel.name}`;
  const u = winogradForm(plan, name, "winogradMixedTurnedWeights", args, cout, v.c);
  const bias = plan.parameters.constant(new Array(v.c).fill(0));
  winogradConvolution(plan, { ...padded, cout: v.c, u, bias, relu: false, y: dx });
}

/** Sums in the transformed domain over a slice, transformed back once. */
function winogradBackwardFilter(node: Conv2d, plan: PlanBuilder, input: Tiled, padded: Tiled): void {
  const { window: v, cout } = node;
  const sets = tileSets(v);
  const sumStride = elementBytes(cout, v.c);
  const name = `transformed gradient of ${node.kernel.name}`;
  const sum = { buffer: plan.buffer(name, "slice", WEIGHT_ELEMENTS * sumStride) };
  const blockOf = (set: TileSet) => LARGE_GROUP * set.origins.length;
  const largest = (channels: number) =>
    Math.max(...sets.map((set) => transformedBytes(set, blockOf(set), channels)));
  const inputsEnd = TILE_SCRATCH + largest(v.c);
  const scratch = plan.scratch(inputsEnd + largest(cout));
  const inputs = { ...scratch, offset: TILE_SCRATCH };
  const outputs = { ...scratch, offset: inputsEnd };
  for (const set of sets) {
    const block = blockOf(set);
    transformInput(plan, set, input, block, inputs);
    gradientTiles(plan, set, padded, block, outputs);
    plan.call(
      "winogradMixedBackwardFilter",
      inputs,
      elementBytes(block, v.c),
      outputs,
      elementBytes(block, cout),
      { samples: set.origins.length },
      set.height,
      set.width,
      v.c,
      cout,
      sum,
      sumStride,
    );
  }
  const dw = plan.weightGradient(node.kernel);
  plan.sliceEndCall(
    "winogradMixedFilterGradient",
    sum,
    sumStride,
    v.c,
    cout,
    dw,
    plan.scratch(WEIGHT_SCRATCH),
  );
}

/** `set` holds the tiles of the convolution's output, which `padded` has with zeros around it. */
function gradientTiles(
  plan: PlanBuilder,
  set: TileSet,
  { window, g, x }: Tiled,
  block: number,
  transformed: Argument,
): void {
  const first = window.top * g.rowStride + window.left * window.c * 4;
  plan.call(
    "winogradMixedGradient",
    { buffer: x, offset: first },
    g.inputBytes,
    { samples: 1 },
    set.origins.length,
    { buffer: plan.parameters.constant(tilePatches(set, window.c, g.rowStride)) },
    set.height,
    set.width,
    g.rowStride,
    window.c,
    block,
    elementBytes(block, window.c),
    transformed,
    plan.scratch(TILE_SCRATCH),
  );
}

/**
 * dx = the gradient of each tile through the transposes of the transforms of the forward pass, added up where patches
 * overlap. Relu takes part; the bias does not.
 */
export function winogradTransposedData(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, dx: Argument): void {
  const { window: v, cout, kernel, output } = node;
  const dy = { buffer: plan.gradient(output) };
  plan.call(
    "padGradient",
    dy,
    { buffer: plan.value(output) },
    { samples: 1 },
    v.oh,
    v.ow,
    cout,
    0,
    0,
    0,
    0,
    dy,
    NONE,
  );
  const [rowStride, inputBytes] = [v.ow * cout * 4, v.oh * v.ow * cout * 4];
  const gradient: Tiled = {
    window: { ...v, c: cout, top: 0, left: 0 },
    g: { rowStride, inputBytes },
    x: dy.buffer,
  };
  const args = [plan.weight(kernel), v.c, cout];
  const name = `exchanged Winograd form of ${kernel.name}`;
  const u = winogradForm(plan, name, "winogradMixedExchangedWeights", args, cout, v.c);
  plan.call("clear", dx, { samples: g.inputBytes });
  const sets = tileParts({ ...v, c: cout });
  const { scratch, transformed } = quadScratch(plan, sets, cout);
  for (const set of sets) {
    gradientTiles(plan, set, gradient, QUAD, transformed);
    plan.call(
      "winogradMixedBackwardData",
      transformed,
      elementBytes(QUAD, cout),
      { buffer: u },
      { samples: 1 },
      set.origins.length,
      v.c,
      cout,
      { buffer: plan.parameters.constant(tilePatches(set, v.c, g.rowStride)) },
      set.height,
      set.width,
      dx,
      g.inputBytes,
      g.rowStride,
      scratch,
    );
  }
}
