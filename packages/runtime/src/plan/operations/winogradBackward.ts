import type { Conv2d, Window2d } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import type { Buffer } from "../plan.js";
import type { ConvGeometry } from "./geometry.js";
import { ELEMENTS, tilePatches, tilePixels, transformedBytes, winogradTiles } from "./winograd.js";

/** The input gradient is a convolution from cout to cin channels: the sizes Winograd's kernels need, exchanged. */
export function paysWinogradBackwardData({ window: v, cout, pooled }: Conv2d): boolean {
  const isThreeByThree = v.kh === 3 && v.kw === 3 && v.sh === 1 && v.sw === 1;
  return isThreeByThree && !pooled && v.c % 8 === 0 && cout % 4 === 0 && cout >= 8;
}

/** dx = dy with 2 - padding zeros around it, convolved with the weights turned by 180 degrees. */
export function winogradBackwardData(node: Conv2d, plan: PlanBuilder, dx: Buffer): void {
  const { window: v, cout } = node;
  const [top, left] = [2 - v.top, 2 - v.left];
  // Tiles are 2 x 2: where the last one reaches over the edge, it needs one more row or column.
  const [bottom, right] = [2 - v.bottom + (v.h % 2), 2 - v.right + (v.w % 2)];
  const window: Window2d = {
    h: v.oh,
    w: v.ow,
    c: cout,
    kh: 3,
    kw: 3,
    sh: 1,
    sw: 1,
    top,
    bottom,
    left,
    right,
    oh: v.h,
    ow: v.w,
  };
  const rowStride = (left + v.ow + right) * cout * 4;
  const inputBytes = (top + v.oh + bottom) * rowStride;
  const padded = plan.buffer(`padded gradient ${node.output.storage}`, "sample", inputBytes);
  plan.call(
    "padForward",
    { buffer: plan.gradient(node.output) },
    { samples: 1 },
    v.oh,
    v.ow * cout,
    top,
    bottom,
    left * cout,
    right * cout,
    { buffer: padded },
  );
  const panels = v.c / 8;
  const u = plan.parameters.derived(
    `turned Winograd form of ${node.kernel.name}`,
    cout * v.c * ELEMENTS * 4,
    panels,
    (buffer) => [
      {
        kernel: "winogradTurnedWeights",
        args: [plan.weight(node.kernel), v.c, cout, { buffer }, { part: 1 }],
      },
    ],
  );
  const bias = plan.parameters.constant(new Array(v.c).fill(0));
  winogradTiles(plan, {
    window,
    cout: v.c,
    g: { rowStride, inputBytes },
    x: padded,
    u,
    bias,
    relu: false,
    y: dx,
  });
}

/** Sums in the transformed domain over a slice, transformed back once. */
export function winogradBackwardFilter(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, x: Buffer): void {
  const { window: v, cout } = node;
  const patches = tilePatches(v, g.rowStride);
  const tiles = patches.length;
  const sumBytes = ELEMENTS * cout * v.c * 4;
  const sum = { buffer: plan.buffer(`transformed gradient of ${node.kernel.name}`, "slice", sumBytes) };
  const inputs = {
    buffer: plan.buffer(`transformed input ${node.output.storage}`, "thread", transformedBytes(tiles, v.c)),
  };
  const outputs = {
    buffer: plan.buffer(
      `transformed gradient ${node.output.storage}`,
      "thread",
      transformedBytes(tiles, cout),
    ),
  };
  plan.sliceCall("clear", sum, sumBytes);
  plan.call(
    "winogradInput",
    { buffer: x },
    g.inputBytes,
    { samples: 1 },
    tiles,
    { buffer: plan.parameters.constant(patches) },
    1,
    g.rowStride,
    v.c,
    inputs,
  );
  plan.call(
    "winogradOutputGradient",
    { buffer: plan.gradient(node.output) },
    g.outputBytes,
    { samples: 1 },
    tiles,
    { buffer: plan.parameters.constant(tilePixels(v, cout)) },
    cout,
    outputs,
  );
  plan.call(
    "winogradBackwardFilter",
    inputs,
    outputs,
    { samples: 1 },
    tiles,
    v.c,
    cout,
    sum,
    plan.scratch(128),
  );
  plan.sliceEndCall("winogradFilterGradient", sum, v.c, cout, plan.weightGradient(node.kernel));
}
