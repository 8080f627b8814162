import type { DepthwiseConv2d } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import { type Argument, type Buffer, NONE } from "../plan.js";

function geometry({ window: v }: DepthwiseConv2d) {
  const width = v.left + v.w + v.right;
  return {
    width,
    padded: v.top + v.bottom + v.left + v.right > 0,
    inputBytes: (v.top + v.h + v.bottom) * width * v.c * 4,
    sides: [v.top, v.bottom, v.left * v.c, v.right * v.c],
  };
}

export function depthwiseConv2dForward(node: DepthwiseConv2d, plan: PlanBuilder): void {
  const { window: v } = node;
  const g = geometry(node);
  let x: Buffer = plan.value(node.input);
  if (g.padded) {
    const padded = plan.buffer(`padded ${node.input.storage}`, "sample", g.inputBytes);
    plan.call("padForward", { buffer: x }, { samples: 1 }, v.h, v.w * v.c, ...g.sides, { buffer: padded });
    plan.masks.set(node, padded);
    x = padded;
  }
  plan.call(
    "depthwiseConv2dForward",
    { buffer: x },
    g.inputBytes,
    { samples: 1 },
    g.width,
    v.c,
    node.multiplier,
    v.kh,
    v.kw,
    v.sh,
    v.sw,
    v.oh,
    v.ow,
    plan.weight(node.kernel),
    node.bias ? plan.weight(node.bias) : NONE,
    { buffer: plan.value(node.output) },
  );
}

export function depthwiseConv2dBackward(node: DepthwiseConv2d, plan: PlanBuilder): void {
  const { window: v } = node;
  const g = geometry(node);
  const dy = { buffer: plan.gradient(node.output) };
  if (node.bias?.trainable) {
    plan.call("sumRows", dy, { samples: v.oh * v.ow }, v.c * node.multiplier, plan.weightGradient(node.bias));
  }
  const emit = (dx: Argument) =>
    plan.call(
      "depthwiseConv2dBackward",
      dy,
      { buffer: plan.masks.get(node) ?? plan.value(node.input) },
      g.inputBytes,
      { samples: 1 },
      g.width,
      v.c,
      node.multiplier,
      v.kh,
      v.kw,
      v.sh,
      v.sw,
      v.oh,
      v.ow,
      plan.weight(node.kernel),
      node.kernel.trainable ? plan.weightGradient(node.kernel) : NONE,
      dx,
    );
  if (!plan.needsGradient(node.input)) {
    if (node.kernel.trainable) emit(NONE);
    return;
  }
  plan.contribute(node.input, (dx) => {
    if (!g.padded) {
      emit({ buffer: dx });
      return;
    }
    const wide = { buffer: plan.buffer(`gradient of padded ${node.input.storage}`, "sample", g.inputBytes) };
    emit(wide);
    plan.call("padBackward", wide, { samples: 1 }, v.h, v.w * v.c, ...g.sides, { buffer: dx });
  });
}
