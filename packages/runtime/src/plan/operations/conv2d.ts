import { ACTIVATIONS } from "../../graph/activation.js";
import type { Conv2d } from "../../graph/graph.js";
import { LARGE_GROUP, type PlanBuilder } from "../builder.js";
import { isLargeDense } from "../parameters.js";
import { type Argument, type Buffer, emptyPhase, NONE } from "../plan.js";
import { hasOneChannel, oneChannelBackwardFilter, oneChannelForward } from "./conv2dOneChannel.js";
import { convPoolBackward, convPoolForward, convSparseBackward } from "./convPool.js";
import { type ConvGeometry, convGeometry, paysSparseBackward, pixelOffsets } from "./geometry.js";
import {
  paddedGradient,
  padGradient,
  paysWinogradBackwardData,
  paysWinogradBackwardFilter,
  winogradBackward,
  winogradBackwardData,
} from "./winogradBackward.js";
import { winogradMixedForward } from "./winogradMixed.js";

/** Bytes of transposed windows that are made before the weights are applied: half of a small first-level cache. */
const PACK_BYTES = 16384;

/** Convolution or dense layer: Winograd where it pays, else windows times panels of weights. */
export function conv2dForward(node: Conv2d, plan: PlanBuilder): void {
  const g = convGeometry(node);
  const x = paddedInput(node, plan, g);
  if (g.isWinograd) winogradMixedForward(node, plan, g, x);
  else if (hasOneChannel(node)) oneChannelForward(node, plan, g, x, packedWeights(node, plan, g));
  else if (isNarrowDense(node, g)) denseForward(node, plan, g, x);
  else if (node.pooled) convPoolForward(node, plan, g, x, packedWeights(node, plan, g));
  else directForward(node, plan, g, x);
}

/** Most columns of a large dense layer's gradient that are made at a time: the batch's inputs in them fit the cache. */
const MOST_COLUMNS = 256;

/** Bytes of `denseBackwardFilter`'s lists for each sample. */
const LIST_BYTES = 32;

/** Up to so many outputs the products of rows are faster than panels of 8 outputs. */
const NARROW_OUTPUTS = 16;

function isNarrowDense(node: Conv2d, g: ConvGeometry): boolean {
  return g.isDense && node.cout <= NARROW_OUTPUTS && g.k % 4 === 0;
}

function denseForward(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, x: Buffer): void {
  plan.call(
    "denseForward",
    { buffer: x },
    { samples: 1 },
    g.k,
    plan.weight(node.kernel),
    { buffer: paddedBias(node, plan) },
    node.relu ? 1 : 0,
    { buffer: plan.value(node.output) },
    node.cout,
  );
}

function directForward(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, x: Buffer): void {
  // A dense layer's weights are read once for all samples of a group.
  const block = g.isDense ? LARGE_GROUP / 4 : blockOf(node, g, Math.ceil(g.pixels / 4));
  plan.call(
    "conv2dForward",
    { buffer: x },
    g.inputBytes,
    g.isDense ? 1 : { samples: 1 },
    { buffer: plan.parameters.constant(pixelOffsets(node, g)) },
    g.isDense ? { samples: 1 } : g.pixels,
    node.window.kh,
    g.run,
    g.rowStride,
    ...packedWeights(node, plan, g),
    { buffer: plan.value(node.output) },
    g.outputBytes,
    node.cout,
    plan.scratch(128 + block * g.k * 16),
    block,
  );
}

/** How many groups of four windows are transposed at once: one where all weights fit the cache beside it. */
export function blockOf({ cout }: Conv2d, g: ConvGeometry, groups: number): number {
  const weightBytes = Math.ceil(cout / 8) * g.k * 32;
  if (weightBytes <= PACK_BYTES) return 1;
  return Math.max(1, Math.min(groups, Math.floor(PACK_BYTES / (g.k * 16))));
}

/** The arguments panels, bias and relu. */
function packedWeights(node: Conv2d, plan: PlanBuilder, { k }: ConvGeometry): Argument[] {
  const panelCount = Math.ceil(node.cout / 8);
  const panels = plan.parameters.derived(
    `panels of ${node.kernel.name}`,
    panelCount * k * 32,
    panelCount,
    (buffer) => [
      { kernel: "packPanel", args: [plan.weight(node.kernel), node.cout, k, { buffer }, { part: 1 }] },
    ],
  );
  return [{ buffer: panels }, { buffer: paddedBias(node, plan) }, node.relu ? 1 : 0];
}

/** The bias with whole vectors for the last channels; zeros when there is none. */
export function paddedBias({ bias, cout, kernel }: Conv2d, plan: PlanBuilder): Buffer {
  const bytes = Math.ceil(cout / 8) * 32;
  return plan.parameters.derived(`bias for ${kernel.name}`, bytes, 1, (buffer) =>
    bias ? [{ kernel: "copy", args: [plan.weight(bias), { buffer }, cout] }] : [],
  );
}

/** The input with its padding around it; in training the gradient needs it again. */
export function paddedInput(node: Conv2d, plan: PlanBuilder, g: ConvGeometry): Buffer {
  const value = plan.value(node.input);
  if (!g.padded) return value;
  const { window: v } = node;
  const padded = plan.buffer(`padded ${node.input.storage}`, "sample", g.inputBytes);
  plan.paddedInputs.set(node, padded);
  plan.call("padForward", { buffer: value }, { samples: 1 }, v.h, v.w * v.c, ...g.sides, { buffer: padded });
  return padded;
}

/** Where the sums of the output's gradient go; a null pointer where nobody needs them. */
export function biasGradient({ bias, isBiasCancelled }: Conv2d, plan: PlanBuilder): Argument {
  return bias?.trainable && !isBiasCancelled ? plan.weightGradient(bias) : NONE;
}

export function conv2dBackward(node: Conv2d, plan: PlanBuilder): void {
  const g = convGeometry(node);
  const x = plan.paddedInputs.get(node) ?? plan.value(node.input);
  if (node.pooled) {
    if (!plan.needsGradient(node.input)) convPoolBackward(node, plan, g, x, 0);
    else contributeUnpadded(node, plan, g, (dx) => convPoolBackward(node, plan, g, x, dx));
    return;
  }
  if (paysSparseBackward(node)) {
    if (!plan.needsGradient(node.input)) convSparseBackward(node, plan, g, x, 0);
    else contributeUnpadded(node, plan, g, (dx) => convSparseBackward(node, plan, g, x, dx));
    return;
  }
  if (paysWinogradBackwardFilter(node)) {
    winogradBackward(node, plan, g, x);
    return;
  }
  const dy = { buffer: plan.gradient(node.output) };
  stopGradient(node, plan, g, dy, biasGradient(node, plan));
  if (node.kernel.trainable) backwardFilter(node, plan, g, dy, x);
  if (paysWinogradBackwardData(node)) {
    const padded = paddedGradient(node, plan);
    plan.contribute(node.input, (dx) => {
      padGradient(node, plan, padded, NONE, NONE);
      winogradBackwardData(node, plan, padded, dx);
    });
  } else contributeUnpadded(node, plan, g, (dx) => backwardData(node, plan, g, dy, dx));
}

/** Clears the output's gradient where relu stopped it and adds its sums to `db`, unless that is a null pointer. */
export function stopGradient(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  dy: Argument,
  db: Argument,
): void {
  const { window: v, cout } = node;
  const y = { buffer: plan.value(node.output) };
  if (node.relu && cout % 4 === 0) {
    plan.call("padGradient", dy, y, { samples: 1 }, v.oh, v.ow, cout, 0, 0, 0, 0, dy, db);
    return;
  }
  const count = { samples: node.output.size };
  if (node.relu) plan.call("activationBackward", ACTIVATIONS.relu, 0, dy, y, dy, count);
  if (db !== NONE) plan.call("sumRows", dy, { samples: g.pixels }, cout, db);
}

/** Lets `write` make the gradient of the padded input and takes the middle out of it. */
function contributeUnpadded(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  write: (dx: Argument) => void,
): void {
  const { window: v } = node;
  plan.contribute(node.input, (dx) => {
    const target = g.padded
      ? plan.buffer(`gradient of padded ${node.input.storage}`, "sample", g.inputBytes)
      : dx;
    write({ buffer: target });
    if (g.padded)
      plan.call("padBackward", { buffer: target }, { samples: 1 }, v.h, v.w * v.c, ...g.sides, {
        buffer: dx,
      });
  });
}

function backwardFilter(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, dy: Argument, x: Buffer): void {
  const { window: v } = node;
  if (hasOneChannel(node)) {
    oneChannelBackwardFilter(node, plan, g, dy, x);
    return;
  }
  if (isLargeDense(node)) {
    const dw = plan.weightGradient(node.kernel);
    const list = plan.buffer(`list for ${node.kernel.name}`, "thread", plan.maxBatch * LIST_BYTES);
    const samples = plan.batchSize();
    const parts = Math.ceil(g.k / MOST_COLUMNS);
    // Parts of one size, lest threads wait for the largest.
    const columns = Math.ceil(g.k / parts / 4) * 4;
    const args = [
      plan.whole({ buffer: plan.gradient(node.output) }),
      samples,
      node.cout,
      plan.whole({ buffer: x }),
      g.k,
      { part: columns },
      columns,
      dw,
      { buffer: list },
    ];
    plan.deferred.push({
      ...emptyPhase("parts", Math.ceil(g.k / columns)),
      calls: [{ kernel: "denseBackwardFilter", args }],
    });
    return;
  }
  if (g.isDense && g.k % 4 === 0) {
    const dw = plan.weightGradient(node.kernel);
    plan.call(
      "denseBackwardFilter",
      dy,
      { samples: 1 },
      node.cout,
      { buffer: x },
      g.k,
      0,
      g.k,
      dw,
      plan.scratch(LARGE_GROUP * LIST_BYTES),
    );
    return;
  }
  plan.call(
    "conv2dBackwardFilter",
    dy,
    g.outputBytes,
    g.isDense ? 1 : { samples: 1 },
    g.isDense ? 1 : v.oh,
    g.isDense ? { samples: 1 } : v.ow,
    { buffer: x },
    g.inputBytes,
    v.sw * v.c * 4,
    v.sh * g.rowStride,
    v.kh,
    g.run,
    g.rowStride,
    plan.weightGradient(node.kernel),
    node.cout,
    plan.scratch(128),
  );
}

function backwardData(node: Conv2d, plan: PlanBuilder, g: ConvGeometry, dy: Argument, dx: Argument): void {
  if (g.isDense && g.k % 4 === 0) {
    const list = plan.scratch(node.cout * 8);
    plan.call("denseBackwardData", dy, { samples: 1 }, node.cout, plan.weight(node.kernel), g.k, dx, list);
    return;
  }
  plan.call(
    "conv2dBackwardData",
    dy,
    g.outputBytes,
    g.isDense ? 1 : { samples: 1 },
    { buffer: plan.parameters.constant(pixelOffsets(node, g)) },
    g.isDense ? { samples: 1 } : g.pixels,
    node.window.kh,
    g.run,
    g.rowStride,
    plan.weight(node.kernel),
    node.cout,
    dx,
    g.isDense ? { samples: g.inputBytes } : g.inputBytes,
    plan.scratch(128 + Math.ceil((g.isDense ? LARGE_GROUP : g.pixels) / 4) * node.cout * 16),
  );
}
