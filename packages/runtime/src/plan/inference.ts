import type { Graph, Tensor } from "../graph/graph.js";
import { PlanBuilder } from "./builder.js";
import { emitForward } from "./operations/index.js";
import type { ParameterSpace } from "./parameters.js";
import type { Buffer, Phase } from "./plan.js";
import { foldOperations } from "./rewrites/fold.js";

/** Buffers that the executor fills and reads, and the phases between them. */
export interface InferencePlan {
  phases: Phase[];
  /** Images of a chunk, bytes or floats: one address, scaled by the kernel. */
  images: Buffer;
  /** i32: 1 when the images are bytes. */
  areBytes: Buffer;
  /** The result [chunk][size]. */
  result: Buffer;
}

/** The forward pass up to `target` for chunks of at most `chunk` samples. */
export function planInference(
  graph: Graph,
  target: Tensor,
  chunk: number,
  parameters: ParameterSpace,
): InferencePlan {
  const plan = new PlanBuilder({
    training: false,
    maxBatch: chunk,
    slices: 0,
    parameters,
    needsGradient: new Set(),
    seed: 0,
  });
  const images: Buffer = { name: "images", scope: "global", bytes: graph.input.size * 4 * chunk };
  const areBytes: Buffer = { name: "are bytes", scope: "global", bytes: 4 };
  const result: Buffer = { name: "result", scope: "global", bytes: target.size * 4 * chunk };
  plan.call(
    "loadInput",
    { buffer: images },
    { buffer: areBytes },
    { first: true },
    graph.input.size,
    { samples: 1 },
    { buffer: plan.value(graph.input) },
  );
  for (const operation of foldOperations(graph)) {
    if (
      operation.kind === "softmax" &&
      operation.output.storage === graph.output.storage &&
      target !== graph.output
    )
      continue;
    emitForward(operation, plan);
  }
  plan.call(
    "storeResult",
    { buffer: plan.value(target) },
    { samples: 1 },
    target.size,
    { first: true },
    { buffer: result },
  );
  return { phases: plan.phases, images, areBytes, result };
}
