import type { LayerNorm } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import { type Argument, NONE } from "../plan.js";

export function layerNormForward(node: LayerNorm, plan: PlanBuilder): void {
  const rows = node.output.size / node.channels;
  const saved = plan.buffer(`row statistics ${node.output.storage}`, "sample", rows * 8);
  plan.masks.set(node, saved);
  plan.call(
    "layerNormForward",
    { buffer: plan.value(node.input) },
    { samples: rows },
    node.channels,
    node.gamma ? plan.weight(node.gamma) : NONE,
    node.beta ? plan.weight(node.beta) : NONE,
    node.epsilon,
    { buffer: saved },
    { buffer: plan.value(node.output) },
  );
}

export function layerNormBackward(node: LayerNorm, plan: PlanBuilder): void {
  const gradient = (parameter: LayerNorm["gamma"]): Argument =>
    parameter?.trainable ? plan.weightGradient(parameter) : NONE;
  const emit = (dx: Argument) =>
    plan.call(
      "layerNormBackward",
      { buffer: plan.gradient(node.output) },
      { buffer: plan.value(node.input) },
      { samples: node.output.size / node.channels },
      node.channels,
      node.gamma ? plan.weight(node.gamma) : NONE,
      { buffer: plan.masks.get(node)! },
      gradient(node.gamma),
      gradient(node.beta),
      dx,
    );
  if (plan.needsGradient(node.input)) plan.contribute(node.input, (dx) => emit({ buffer: dx }));
  else emit(NONE);
}
