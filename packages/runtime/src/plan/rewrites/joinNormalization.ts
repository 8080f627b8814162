import { type BatchNorm, type Conv2d, type Graph, inputsOf, type Operation } from "../../graph/graph.js";
import { hasOneChannel } from "../operations/conv2dOneChannel.js";

/**
 * Joins the convolution of the images and the batch normalization (+ relu + pooling) after it, for training: what
 * is normalized is never computed (see assembly/windowNorm.ts).
 */
export function joinNormalization(operations: Operation[], graph: Graph): Operation[] {
  const joined = new Map<Operation, Operation | undefined>();
  for (const norm of operations) {
    if (norm.kind !== "batchNorm") continue;
    const { input, output, relu, pooled } = norm;
    const conv = operations.find((other) => other.output.storage === input.storage);
    if (conv?.kind !== "conv2d" || !isFirst(conv, graph) || !canNormalize(conv, norm)) continue;
    const readers = operations.filter((other) => inputsOf(other).some((i) => i.storage === input.storage));
    if (readers.length > 1 || graph.output.storage === input.storage) continue;
    joined.set(conv, undefined);
    const normalized = { ...conv, output, relu, pooled };
    joined.set(norm, { kind: "normalizedConv2d", input: conv.input, output, conv: normalized, norm });
  }
  return operations.flatMap((node) => (joined.has(node) ? (joined.get(node) ?? []) : node));
}

/** 3 x 3 windows over images of one channel. */
function isFirst({ input, window: v, kernel, relu, pooled }: Conv2d, graph: Graph): boolean {
  const isThreeByThree = v.kh === 3 && v.kw === 3 && v.sh === 1 && v.sw === 1 && v.c === 1;
  return isThreeByThree && kernel.trainable && !relu && !pooled && input.storage === graph.input.storage;
}

/** There are kernels for pooled vectors of channels, and for the first layer's own. */
function canNormalize(conv: Conv2d, norm: BatchNorm): boolean {
  return norm.pooled || hasOneChannel(conv);
}
