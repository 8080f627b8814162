import { ACTIVATIONS } from "../../graph/activation.js";
import type { Conv2d, Window2d } from "../../graph/graph.js";
import { GROUP, type PlanBuilder } from "../builder.js";
import type { Buffer } from "../plan.js";

/** Bytes of transposed windows that are made before the weights are applied: half of a small first-level cache. */
const PACK_BYTES = 16384;

/** A convolution as the kernels see it. A dense layer has the group's samples as pixels. */
function geometry(node: Conv2d) {
  const { window: v, cout } = node;
  const isDense = v.h * v.w === 1;
  const w = v.left + v.w + v.right;
  const rowStride = w * v.c * 4;
  const padded = v.top + v.bottom + v.left + v.right > 0;
  return {
    isDense,
    padded,
    k: v.kh * v.kw * v.c,
    run: v.kw * v.c,
    rowStride,
    pixels: isDense ? GROUP : v.oh * v.ow,
    inputBytes: padded ? (v.top + v.h + v.bottom) * rowStride : v.h * v.w * v.c * 4,
    outputBytes: v.oh * v.ow * cout * 4,
    offsets: isDense
      ? Array.from({ length: GROUP }, (_, i) => i * v.c * 4)
      : roundUpTo4(windowOffsets(v, rowStride)),
  };
}

function windowOffsets(v: Window2d, rowStride: number): number[] {
  return Array.from(
    { length: v.oh * v.ow },
    (_, p) => Math.floor(p / v.ow) * v.sh * rowStride + (p % v.ow) * v.sw * v.c * 4,
  );
}

function roundUpTo4(list: number[]): number[] {
  while (list.length % 4 !== 0) list.push(list[list.length - 1]);
  return list;
}

export function conv2dForward(node: Conv2d, plan: PlanBuilder): void {
  const { cout, window: v } = node;
  const g = geometry(node);
  const x = paddedInput(node, plan, g);
  const panelCount = Math.ceil(cout / 8);
  const panels = plan.parameters.derived(
    `panels of ${node.kernel.name}`,
    panelCount * g.k * 32,
    panelCount,
    (buffer) => [
      { kernel: "packPanel", args: [plan.weight(node.kernel), cout, g.k, { buffer }, { part: 1 }] },
    ],
  );
  const block = Math.max(1, Math.min(Math.ceil(g.pixels / 4), Math.floor(PACK_BYTES / (g.k * 16))));
  plan.call(
    "conv2dForward",
    { buffer: x },
    g.inputBytes,
    g.isDense ? 1 : { samples: 1 },
    { buffer: plan.parameters.constant(g.offsets) },
    g.isDense ? { samples: 1 } : g.pixels,
    v.kh,
    g.run,
    g.rowStride,
    { buffer: panels },
    { buffer: paddedBias(node, plan) },
    node.relu ? 1 : 0,
    { buffer: plan.value(node.output) },
    g.outputBytes,
    cout,
    plan.scratch(128 + block * g.k * 16),
    block,
  );
}

/** The bias with whole vectors for the last channels; zeros when there is none. */
function paddedBias({ bias, cout, kernel }: Conv2d, plan: PlanBuilder): Buffer {
  const bytes = Math.ceil(cout / 8) * 32;
  return plan.parameters.derived(`bias for ${kernel.name}`, bytes, 1, (buffer) =>
    bias ? [{ kernel: "copy", args: [plan.weight(bias), { buffer }, cout] }] : [],
  );
}

/** The input with its padding around it; in training the gradient needs it again. */
function paddedInput(node: Conv2d, plan: PlanBuilder, g: ReturnType<typeof geometry>): Buffer {
  const value = plan.value(node.input);
  if (!g.padded) return value;
  const v = node.window;
  const padded = plan.buffer(`padded ${node.input.storage}`, "sample", g.inputBytes);
  plan.paddedInputs.set(node, padded);
  plan.call(
    "padForward",
    { buffer: value },
    { samples: 1 },
    v.h,
    v.w * v.c,
    v.top,
    v.bottom,
    v.left * v.c,
    v.right * v.c,
    { buffer: padded },
  );
  return padded;
}

export function conv2dBackward(node: Conv2d, plan: PlanBuilder): void {
  const { cout, window: v } = node;
  const g = geometry(node);
  const dy = plan.gradient(node.output);
  const n = g.isDense ? 1 : { samples: 1 };
  const pixels = g.isDense ? { samples: 1 } : g.pixels;
  if (node.relu) {
    const count = { samples: node.output.size };
    plan.call(
      "activationBackward",
      ACTIVATIONS.relu,
      0,
      { buffer: dy },
      { buffer: plan.value(node.output) },
      { buffer: dy },
      count,
    );
  }
  if (node.bias?.trainable) {
    plan.call("sumRows", { buffer: dy }, { samples: v.oh * v.ow }, cout, plan.weightGradient(node.bias));
  }
  if (node.kernel.trainable) {
    plan.call(
      "conv2dBackwardFilter",
      { buffer: dy },
      g.outputBytes,
      n,
      g.isDense ? 1 : v.oh,
      g.isDense ? { samples: 1 } : v.ow,
      { buffer: plan.paddedInputs.get(node) ?? plan.value(node.input) },
      g.inputBytes,
      v.sw * v.c * 4,
      v.sh * g.rowStride,
      v.kh,
      g.run,
      g.rowStride,
      plan.weightGradient(node.kernel),
      cout,
      plan.scratch(128),
    );
  }
  plan.contribute(node.input, (dx) => {
    const target = g.padded
      ? plan.buffer(`gradient of padded ${node.input.storage}`, "sample", g.inputBytes)
      : dx;
    const scratch = plan.scratch(128 + Math.ceil(g.pixels / 4) * cout * 16);
    plan.call(
      "conv2dBackwardData",
      { buffer: dy },
      g.outputBytes,
      n,
      { buffer: plan.parameters.constant(g.offsets) },
      pixels,
      v.kh,
      g.run,
      g.rowStride,
      plan.weight(node.kernel),
      cout,
      { buffer: target },
      g.isDense ? { samples: g.inputBytes } : g.inputBytes,
      scratch,
    );
    if (g.padded) {
      plan.call(
        "padBackward",
        { buffer: target },
        { samples: 1 },
        v.h,
        v.w * v.c,
        v.top,
        v.bottom,
        v.left * v.c,
        v.right * v.c,
        { buffer: dx },
      );
    }
  });
}
