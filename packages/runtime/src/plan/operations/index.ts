import type { Operation } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import { batchNormBackward, batchNormForward } from "./batchNorm.js";
import { conv2dBackward, conv2dForward } from "./conv2d.js";
import { depthwiseConv2dBackward, depthwiseConv2dForward } from "./depthwiseConv2d.js";
import { layerNormBackward, layerNormForward } from "./layerNorm.js";
import { activation, add, concatenate, dropout, pad2d, pool2d, softmax } from "./simple.js";

export function emitForward(node: Operation, plan: PlanBuilder): void {
  switch (node.kind) {
    case "conv2d":
      return conv2dForward(node, plan);
    case "depthwiseConv2d":
      return depthwiseConv2dForward(node, plan);
    case "maxPool2d":
    case "averagePool2d":
      return pool2d.forward(node, plan);
    case "activation":
      return activation.forward(node, plan);
    case "softmax":
      return softmax.forward(node, plan);
    case "dropout":
      return dropout.forward(node, plan);
    case "batchNorm":
      return batchNormForward(node, plan);
    case "layerNorm":
      return layerNormForward(node, plan);
    case "pad2d":
      return pad2d.forward(node, plan);
    case "add":
      return add.forward(node, plan);
    case "concatenate":
      return concatenate.forward(node, plan);
  }
}

export function emitBackward(node: Operation, plan: PlanBuilder): void {
  switch (node.kind) {
    case "conv2d":
      return conv2dBackward(node, plan);
    case "depthwiseConv2d":
      return depthwiseConv2dBackward(node, plan);
    case "maxPool2d":
    case "averagePool2d":
      return pool2d.backward(node, plan);
    case "activation":
      return activation.backward(node, plan);
    case "softmax":
      return softmax.backward(node, plan);
    case "dropout":
      return dropout.backward(node, plan);
    case "batchNorm":
      return batchNormBackward(node, plan);
    case "layerNorm":
      return layerNormBackward(node, plan);
    case "pad2d":
      return pad2d.backward(node, plan);
    case "add":
      return add.backward(node, plan);
    case "concatenate":
      return concatenate.backward(node, plan);
  }
}
