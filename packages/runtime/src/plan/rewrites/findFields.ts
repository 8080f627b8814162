import { type Conv2d, type Field, type Graph, isDense, type Operation } from "../../graph/graph.js";
import { paysWinograd } from "../operations/geometry.js";
import { isImage } from "./fold.js";

/**
 * Tells a pooled convolution that reads a first layer which part of the image each of its pixels sees, for training: digits
 * have wide blank margins, and what is seen of those is the same everywhere, so that it is computed once (see
 * assembly/winogradMixedPool.ts and assembly/convPoolBackward.ts). Only without padding, whose zeros are not what the first
 * layer makes of a blank image, and not where Winograd's tiles make it of blank pixels beside others.
 */
export function findFields(operations: Operation[], graph: Graph): Operation[] {
  return operations.map((node) => {
    if (node.kind !== "conv2d" || !node.pooled || isPadded(node)) return node;
    const first = operations.find((other) => other.output.storage === node.input.storage);
    if (first?.kind !== "conv2d" || first.input.storage !== graph.input.storage) return node;
    if (isDense(first) || isPadded(first) || paysWinograd(first) || !isImage(first, node.window)) return node;
    return { ...node, field: fieldOf(node, first) };
  });
}

function isPadded({ window: v }: Conv2d): boolean {
  return v.top + v.bottom + v.left + v.right > 0;
}

function fieldOf({ window: v }: Conv2d, first: Conv2d): Field {
  const { window: f, input } = first;
  const pool = first.pooled ? 2 : 1;
  return {
    image: { ...input, shape: [f.h, f.w, f.c] },
    rows: (v.kh * pool - 1) * f.sh + f.kh,
    columns: (v.kw * pool - 1) * f.sw + f.kw,
    down: v.sh * pool * f.sh,
    right: v.sw * pool * f.sw,
  };
}
