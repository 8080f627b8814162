import type { Operation } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import { batchNormBackward, batchNormForward } from "./batchNorm.js";
import { conv2dBackward, conv2dForward } from "./conv2d.js";
import { depthwiseConv2dBackward, depthwiseConv2dForward } from "./depthwiseConv2d.js";
import { layerNormBackward, layerNormForward } from "./layerNorm.js";
import { normalizedConv2dBackward, normalizedConv2dForward } from "./normalizedConv2d.js";
import { activation, add, concatenate, dropout, pad2d, pool2d, softmax } from "./simple.js";

type OfKind<K extends Operation["kind"]> = Extract<Operation, { kind: K }>;

/** How an operation becomes calls: one entry for each kind. */
type Emitters = {
  [K in Operation["kind"]]: {
    forward(node: OfKind<K>, plan: PlanBuilder): void;
    backward(node: OfKind<K>, plan: PlanBuilder): void;
  };
};

const EMITTERS: Emitters = {
  conv2d: { forward: conv2dForward, backward: conv2dBackward },
  depthwiseConv2d: { forward: depthwiseConv2dForward, backward: depthwiseConv2dBackward },
  batchNorm: { forward: batchNormForward, backward: batchNormBackward },
  normalizedConv2d: { forward: normalizedConv2dForward, backward: normalizedConv2dBackward },
  layerNorm: { forward: layerNormForward, backward: layerNormBackward },
  maxPool2d: pool2d,
  averagePool2d: pool2d,
  activation,
  softmax,
  dropout,
  pad2d,
  add,
  concatenate,
};

export function emitForward<K extends Operation["kind"]>(
  node: OfKind<K> & { kind: K },
  plan: PlanBuilder,
): void {
  EMITTERS[node.kind].forward(node, plan);
}

export function emitBackward<K extends Operation["kind"]>(
  node: OfKind<K> & { kind: K },
  plan: PlanBuilder,
): void {
  EMITTERS[node.kind].backward(node, plan);
}
