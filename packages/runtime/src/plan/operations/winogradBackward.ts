import type { Conv2d } from "../../graph/graph.js";
import { LARGE_GROUP, type PlanBuilder } from "../builder.js";
import { type Argument, type Buffer, NONE } from "../plan.js";
import { biasGradient } from "./conv2d.js";
import { type ConvGeometry, paysSparseBackward, paysWinograd } from "./geometry.js";
import {
  PRODUCT_BYTES,
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
  productCount,
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
  const input: Tiled = { window: node.window, g, x };
  const y = node.relu ? { buffer: plan.value(node.output) } : NONE;
  if (node.kernel.trainable && plan.needsGradient(node.input) && paysPatches(node)) {
    const gradient = plainGradient(node, plan);
    padGradient(node, plan, gradient, y, biasGradient(node, plan));
    plan.contribute(node.input, (dx) => {
      plan.call("clear", { buffer: dx }, { samples: g.inputBytes });
      winogradBackwardFilter(node, plan, input, gradient, { buffer: dx });
    });
    return;
  }
  const padded = paddedGradient(node, plan);
  padGradient(node, plan, padded, y, biasGradient(node, plan));
  if (node.kernel.trainable) winogradBackwardFilter(node, plan, input, padded);
  plan.contribute(node.input, (dx) => winogradBackwardData(node, plan, padded, dx));
}

/**
 * Whether the input gradient costs less by the tiles of the output, whose transforms the weight gradient needs anyway: on
 * images without padding, whose tiles do not reach over the edge.
 */
function paysPatches({ window: v }: Conv2d): boolean {
  const isWhole = v.top + v.bottom + v.left + v.right + overhang(v.oh) + overhang(v.ow) === 0;
  return isWhole && productCount(v) < productCount({ oh: v.h, ow: v.w });
}

/** dy as it is; relu takes part in place. */
function plainGradient({ window: v, cout, output }: Conv2d, plan: PlanBuilder): Tiled {
  const rowStride = v.ow * cout * 4;
  return {
    window: { ...v, h: v.oh, w: v.ow, c: cout, top: 0, bottom: 0, left: 0, right: 0 },
    g: { rowStride, inputBytes: v.oh * rowStride },
    x: plan.gradient(output),
  };
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

/** Sums in the transformed domain over a slice, transformed back once; adds to the input's gradient `dx` by the way. */
function winogradBackwardFilter(
  node: Conv2d,
  plan: PlanBuilder,
  input: Tiled,
  gradient: Tiled,
  dx: Argument = NONE,
): void {
  const { window: v, cout } = node;
  const sets = tileSets(v);
  const sumStride = elementBytes(cout, v.c);
  const name = `transformed gradient of ${node.kernel.name}`;
  const sum = { buffer: plan.buffer(name, "slice", WEIGHT_ELEMENTS * sumStride) };
  const blockOf = (set: TileSet) => LARGE_GROUP * set.origins.length;
  const largest = (channels: number) =>
    Math.max(...sets.map((set) => transformedBytes(set, blockOf(set), channels)));
  const inputsEnd = PRODUCT_BYTES + largest(v.c);
  const scratch = plan.scratch(inputsEnd + largest(cout));
  const inputs = { ...scratch, offset: PRODUCT_BYTES };
  const outputs = { ...scratch, offset: inputsEnd };
  for (const set of sets) {
    const block = blockOf(set);
    transformInput(plan, set, input, block, inputs);
    gradientTiles(plan, set, gradient, block, outputs);
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
    if (dx !== NONE)
      addPatches(node, plan, set, input.g, outputs, QUAD * cout * 4, elementBytes(block, cout), dx);
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
  const { window: v, cout, output } = node;
  const gradient = plainGradient(node, plan);
  padGradient(node, plan, gradient, { buffer: plan.value(output) }, NONE);
  plan.call("clear", dx, { samples: g.inputBytes });
  const sets = tileParts({ ...v, c: cout });
  const { transformed } = quadScratch(plan, sets, cout);
  const element = elementBytes(QUAD, cout);
  for (const set of sets) {
    gradientTiles(plan, set, gradient, QUAD, transformed);
    addPatches(node, plan, set, g, transformed, set.elements * element, element, dx);
  }
}

/** Adds the gradients of the patches of a set of tiles; `quad` and `element` are the strides of `transformed` in bytes. */
function addPatches(
  { window: v, cout, kernel }: Conv2d,
  plan: PlanBuilder,
  set: TileSet,
  g: Tiled["g"],
  transformed: Argument,
  quad: number,
  element: number,
  dx: Argument,
): void {
  const args = [plan.weight(kernel), v.c, cout];
  const name = `exchanged Winograd form of ${kernel.name}`;
  const u = winogradForm(plan, name, "winogradMixedExchangedWeights", args, cout, v.c);
  plan.call(
    "winogradMixedBackwardData",
    transformed,
    quad,
    element,
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
    plan.scratch(PRODUCT_BYTES),
  );
}
