import type { Graph } from "../graph/graph.js";
import { CONTROL_ADDRESS, CONTROL_BYTES } from "../machine/control.js";
import { turntableBytes } from "../memory/weights.js";
import { type InferencePlan, planInference } from "./inference.js";
import { Allocator, Layout } from "./layout.js";
import { ParameterSpace } from "./parameters.js";
import type { Program } from "./plan.js";

/** Bytes of input images that are copied to the workers at a time. */
const CHUNK_BYTES = 4 << 20;
const MAX_CHUNK = 1024;

/** All of an executor that can be made before there are kernels, memory and workers. */
export interface ExecutorPlan {
  graph: Graph;
  parameters: ParameterSpace;
  layout: Layout;
  /** Images that are predicted at a time. */
  chunk: number;
  inference: InferencePlan;
  program: Program;
  /** What makes the derived weights. */
  preparation: Program;
  /** Addresses of what the loss of a chunk needs. */
  evaluation: { indices: number; labels: number; gradient: number; result: number };
  /** Address of what weights pass on their way (see memory/weights.ts). */
  turntable: number;
}

/** @param guard unused bytes after every buffer */
export function planExecutor(graph: Graph, threads: number, guard: number): ExecutorPlan {
  const parameters = new ParameterSpace(graph);
  const layout = new Layout(new Allocator(CONTROL_ADDRESS + CONTROL_BYTES, guard), threads);
  const bytesPerImage = 4 * Math.max(graph.input.size, graph.logits.size);
  const chunk = Math.max(1, Math.min(MAX_CHUNK, Math.floor(CHUNK_BYTES / bytesPerImage)));
  const inference = planInference(graph, graph.logits, chunk, parameters);
  layout.place(parameters.values);
  const program = layout.lower(inference.phases, { maxBatch: chunk, slices: 0 });
  const preparation = layout.lower(parameters.preparation, { maxBatch: 1, slices: 1 });
  const { allocator } = layout;
  const evaluation = {
    indices: allocator.allocate(chunk * 4),
    labels: allocator.allocate(chunk),
    gradient: allocator.allocate(chunk * graph.logits.size * 4),
    result: allocator.allocate(16),
  };
  const turntable = allocator.allocate(turntableBytes(parameters));
  return { graph, parameters, layout, chunk, inference, program, preparation, evaluation, turntable };
}
