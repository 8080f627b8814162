import type { Conv2d } from "../../graph/graph.js";
import { LARGE_GROUP, type PlanBuilder } from "../builder.js";
import { type Argument, type Buffer, NONE } from "../plan.js";
import { hasShortRows } from "../rewrites/fold.js";
import { blankPieces } from "./blank.js";
import { biasGradient } from "./conv2d.js";
import {
  type ConvGeometry,
  paysTransposedWinograd,
  pixelOffsets,
  poolOffsets,
  poolOrigins,
} from "./geometry.js";
import { winogradTransposedData } from "./winogradBackward.js";

/** For each pooled value the place it came from. */
export function maximaOf(node: Conv2d, plan: PlanBuilder): Buffer {
  const maxima = plan.buffer(`maxima ${node.output.storage}`, "sample", node.output.size * 4);
  plan.masks.set(node, maxima);
  return maxima;
}

export function convPoolForward(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  x: Buffer,
  packed: Argument[],
): void {
  const { window: v, cout } = node;
  const offsets = poolOffsets(node, g.rowStride);
  const windows = offsets.length / 4;
  const active = plan.buffer(`active windows ${node.output.storage}`, "sample", windows * 4);
  const counts = plan.buffer(`active window counts ${node.output.storage}`, "sample", 4);
  plan.activeWindows.set(node, [active, counts]);
  // Only images have dark margins; what a layer computes seldom is all zero.
  const hasUnitStride = v.sh === 1 && v.sw === 1;
  const zeroBytes = hasShortRows(node) && hasUnitStride ? (v.kw + 1) * v.c * 4 : 0;
  const isPaired = v.c === 1 && hasUnitStride;
  plan.call(
    "convPoolForward",
    { buffer: x },
    g.inputBytes,
    { samples: 1 },
    { buffer: plan.parameters.constant(offsets) },
    windows,
    v.kh,
    g.run,
    g.rowStride,
    ...packed,
    { buffer: plan.value(node.output) },
    { buffer: maximaOf(node, plan) },
    cout,
    zeroBytes,
    { buffer: active },
    { buffer: counts },
    isPaired ? plan.scratch(g.k * 16) : NONE,
  );
}

/** All gradients of a pooled convolution; `dx` is the (padded) input's or a null pointer. */
export function convPoolBackward(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  x: Buffer,
  dx: Argument,
): void {
  const { window: v, cout } = node;
  const offsets = poolOffsets(node, g.rowStride);
  const windows = offsets.length / 4;
  const [dy, y] = [{ buffer: plan.gradient(node.output) }, { buffer: plan.value(node.output) }];
  const at = { buffer: plan.masks.get(node)! };
  const db = biasGradient(node, plan);
  const relu = node.relu ? 1 : 0;
  if (hasShortRows(node) && dx === NONE && plan.activeWindows.has(node) && node.kernel.trainable) {
    convPoolBackwardShort(node, plan, g, x, db);
    return;
  }
  const { lists, counts, capacity } = gradientLists(node, plan, windows);
  const blank = blankPieces(node, plan, poolOrigins(node), 2, 2);
  plan.call(
    "convPoolBackwardData",
    dy,
    y,
    at,
    { samples: 1 },
    windows,
    cout,
    relu,
    { buffer: plan.parameters.constant(offsets) },
    v.kh,
    g.run,
    g.rowStride,
    plan.weight(node.kernel),
    dx,
    g.inputBytes,
    db,
    lists,
    counts,
    capacity,
    plan.scratch(cout * 36),
    blank,
  );
  backwardFilter(node, plan, g, x, lists, counts, capacity);
}

/** The gradients of a first layer with short rows; `db` is a null pointer where nobody needs it. */
export function convPoolBackwardShort(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  x: Buffer,
  db: Argument,
): void {
  const { window: v, cout } = node;
  const [active, counts] = plan.activeWindows.get(node)!;
  plan.call(
    "convPoolBackwardShort",
    { buffer: plan.gradient(node.output) },
    { buffer: plan.value(node.output) },
    { buffer: plan.masks.get(node)! },
    { samples: 1 },
    poolOffsets(node, g.rowStride).length / 4,
    cout,
    node.relu ? 1 : 0,
    { buffer: x },
    g.inputBytes,
    v.kh,
    g.run,
    g.rowStride,
    { buffer: active },
    { buffer: counts },
    plan.weightGradient(node.kernel),
    db,
    plan.scratch(320),
  );
}

/** All gradients of a convolution with relu but without pooling, leaving out what relu stopped. */
export function convSparseBackward(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  x: Buffer,
  dx: Argument,
): void {
  const { cout } = node;
  const [dy, y] = [{ buffer: plan.gradient(node.output) }, { buffer: plan.value(node.output) }];
  const isTransposed = dx !== NONE && paysTransposedWinograd(node);
  const { lists, counts, capacity } = gradientLists(node, plan, g.pixels);
  plan.call(
    "convSparseBackwardData",
    dy,
    y,
    { samples: 1 },
    g.pixels,
    cout,
    { buffer: plan.parameters.constant(pixelOffsets(node, g)) },
    node.window.kh,
    g.run,
    g.rowStride,
    plan.weight(node.kernel),
    isTransposed ? NONE : dx,
    g.inputBytes,
    biasGradient(node, plan),
    lists,
    counts,
    capacity,
    plan.scratch(cout * 8),
  );
  backwardFilter(node, plan, g, x, lists, counts, capacity);
  if (isTransposed) winogradTransposedData(node, plan, g, dx);
}

/** For each output channel the gradients that are not zero, and where in the input their windows begin. */
function gradientLists(node: Conv2d, plan: PlanBuilder, places: number) {
  const capacity = places * LARGE_GROUP;
  const lists = plan.buffer(`gradient lists ${node.output.storage}`, "thread", node.cout * capacity * 8);
  const counts = plan.buffer(`gradient list counts ${node.output.storage}`, "thread", node.cout * 4);
  return { lists: { buffer: lists }, counts: { buffer: counts }, capacity };
}

function backwardFilter(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  x: Buffer,
  lists: Argument,
  counts: Argument,
  capacity: number,
): void {
  if (!node.kernel.trainable) return;
  plan.call(
    "convPoolBackwardFilter",
    { buffer: x },
    g.inputBytes,
    { samples: 1 },
    lists,
    counts,
    capacity,
    node.cout,
    node.window.kh,
    g.run,
    g.rowStride,
    plan.weightGradient(node.kernel),
    plan.scratch(node.cout * 4),
  );
}
