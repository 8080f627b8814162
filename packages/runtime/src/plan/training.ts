import { type Graph, inputsOf, type Operation, type Parameter } from "../graph/graph.js";
import type { TrainerOptions } from "../types.js";
import { GROUP, LARGE_GROUP, PlanBuilder } from "./builder.js";
import { emitBackward, emitForward } from "./operations/index.js";
import { paysWinogradBackwardFilter } from "./operations/winogradBackward.js";
import { type OptimizerPlan, planUpdate } from "./optimizer.js";
import type { ParameterSpace } from "./parameters.js";
import { type Buffer, emptyPhase, type Phase } from "./plan.js";
import { cancelBiases } from "./rewrites/cancelledBias.js";
import { findFields } from "./rewrites/findFields.js";
import { foldOperations } from "./rewrites/fold.js";
import { joinNormalization } from "./rewrites/joinNormalization.js";

/** Slices of a batch: the most threads that share a training step, and the number of copies of the gradient. */
const MAX_SLICES = 8;
/** Bytes that all copies of the gradient together may take before there are fewer slices. */
const MAX_GRADIENT_BYTES = 6 << 20;
/** Half of a small second-level cache: what an operation leaves for the next one should fit. */
const CACHE_BYTES = 256 << 10;
/** Bytes of a slice's sums: f64 loss, i32 correct. */
const RESULT_BYTES = 16;

export interface TrainingPlan {
  phases: Phase[];
  slices: number;
  /** Samples that go through the network together. */
  group: number;
  step: Buffer;
  /** The training set. */
  images: Buffer;
  labels: Buffer;
  /** u32 places in the training set of the samples of the batch. */
  batch: Buffer;
  /** A slice's {f64 loss, i32 correct}. */
  results: Buffer;
  update: OptimizerPlan;
}

/** One training step: forward, loss, backward, update, derived weights. */
export function planTraining(
  graph: Graph,
  options: TrainerOptions,
  maxBatch: number,
  parameters: ParameterSpace,
): TrainingPlan {
  const isCrossEntropy = (options.loss ?? "softmaxCrossEntropy") === "softmaxCrossEntropy";
  const target = isCrossEntropy ? graph.logits : graph.output;
  const rewritten = findFields(joinNormalization(cancelBiases(foldOperations(graph)), graph), graph);
  const operations = rewritten.filter(
    (node) => !(isCrossEntropy && node.kind === "softmax" && node.output.storage === graph.output.storage),
  );
  const group = groupOf(operations, maxBatch);
  const slices = sliceCount(Math.ceil(maxBatch / group), parameters.gradients.bytes);
  const needsGradient = tensorsThatNeedGradients(graph);
  const plan = new PlanBuilder({
    training: true,
    maxBatch,
    slices,
    parameters,
    needsGradient,
    seed: options.seed,
  });
  const samples = options.data.labels.length;
  const images: Buffer = { name: "training images", scope: "global", bytes: samples * graph.input.size };
  const labels: Buffer = { name: "training labels", scope: "global", bytes: samples };
  const batch: Buffer = { name: "batch", scope: "sample", bytes: 4, isResident: true };
  const results: Buffer = { name: "results", scope: "slice", bytes: RESULT_BYTES };

  plan.sliceCall("clear", { buffer: results }, RESULT_BYTES);
  const input = { buffer: plan.value(graph.input) };
  const size = graph.input.size;
  if (options.augment) {
    const augmented = { buffer: plan.buffer("augmented images", "sample", size) };
    plan.call(
      "augment",
      { buffer: batch },
      { samples: 1 },
      { first: true },
      { buffer: images },
      size,
      augmented,
      { buffer: plan.step },
    );
    plan.call("scaleBytes", augmented, input, { samples: size });
  } else {
    plan.call("gatherImages", { buffer: batch }, { samples: 1 }, { buffer: images }, size, input);
  }

  for (const operation of operations) emitForward(operation, plan);
  plan.call(
    isCrossEntropy ? "softmaxCrossEntropy" : "meanSquaredError",
    { buffer: plan.value(target) },
    { samples: 1 },
    target.size,
    { buffer: batch },
    { buffer: labels },
    options.labelSmoothing ?? 0,
    { buffer: plan.gradient(target) },
    { buffer: results },
  );
  for (const operation of operations.toReversed()) {
    if (needsGradient.has(operation.output.storage)) emitBackward(operation, plan);
  }
  const update = planUpdate(options, parameters, slices);
  const finish: Phase = { ...emptyPhase("parts", 1), calls: [...plan.finish, ...update.finish] };
  update.phases.at(-1)!.barrier = false;
  // Threads need not wait between deferred phases: each writes a gradient of its own.
  for (const phase of plan.deferred.slice(0, -1)) phase.barrier = false;
  const phases = [...plan.phases, ...plan.deferred, ...update.phases, finish];
  return { phases, slices, group, step: plan.step, images, labels, batch, results, update };
}

/**
 * Kernels read weights, and begin and end their sums, once for each group: large groups cost less while their samples stay
 * in the cache, Winograd's weight gradients in any case. The batch must have as many groups as slices still.
 */
function groupOf(operations: Operation[], maxBatch: number): number {
  const largest = Math.max(...operations.map(({ output }) => output.size * 4));
  const fits = largest * LARGE_GROUP <= CACHE_BYTES;
  const isLarge =
    fits || operations.some((node) => node.kind === "conv2d" && paysWinogradBackwardFilter(node));
  return isLarge && maxBatch >= MAX_SLICES * LARGE_GROUP ? LARGE_GROUP : GROUP;
}

/** A function of the batch and the network alone, never of the threads: results depend on it. */
function sliceCount(groups: number, gradientBytes: number): number {
  let slices = Math.min(MAX_SLICES, groups);
  while (slices > 1 && slices * gradientBytes > MAX_GRADIENT_BYTES) slices--;
  return slices;
}

/** Storages that depend on a trainable weight. */
function tensorsThatNeedGradients(graph: Graph): Set<number> {
  const needs = new Set<number>();
  for (const node of graph.operations) {
    const own = Object.values(node).some((value: Partial<Parameter> | undefined) => value?.trainable);
    if (own || inputsOf(node).some((input) => needs.has(input.storage))) needs.add(node.output.storage);
  }
  return needs;
}
