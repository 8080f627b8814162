import type { Conv2d } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import type { Argument, Buffer } from "../plan.js";
import type { ConvGeometry } from "./geometry.js";

/** Images of one channel, which the kernels for the first layer take four pixels at a time. */
export function hasOneChannel({ window: v, cout, pooled }: Conv2d): boolean {
  return !pooled && v.c === 1 && v.sh === 1 && v.sw === 1 && v.h * v.w > 1 && v.ow >= 4 && cout % 8 === 0;
}

export function oneChannelForward(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  x: Buffer,
  packed: Argument[],
): void {
  const { window: v, cout } = node;
  const y = { buffer: plan.value(node.output) };
  const input = [{ buffer: x }, g.inputBytes, { samples: 1 }, v.oh, v.ow, v.kh, v.kw, g.rowStride];
  plan.call("conv2dOneChannelForward", ...input, ...packed, y, g.outputBytes, cout);
}

export function oneChannelBackwardFilter(
  node: Conv2d,
  plan: PlanBuilder,
  g: ConvGeometry,
  dy: Argument,
  x: Buffer,
): void {
  const { window: v, cout } = node;
  const gradient = [dy, g.outputBytes, { samples: 1 }, v.oh, v.ow];
  const input = [{ buffer: x }, g.inputBytes, v.kh, v.kw, g.rowStride];
  const sums = plan.scratch(v.kh * Math.ceil(v.kw / 4) * 4 * cout * 4);
  const dw = plan.weightGradient(node.kernel);
  plan.call("conv2dOneChannelBackwardFilter", ...gradient, ...input, dw, cout, sums);
}
