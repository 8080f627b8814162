import { sizeOf } from "../graph/graph.js";
import type { OptimizerOptions, TrainerOptions } from "../types.js";
import type { ParameterSpace } from "./parameters.js";
import { type Argument, type Buffer, type Call, emptyPhase, type Phase } from "./plan.js";

/** Floats of one part of the update: small enough to share among threads, large enough to be worth it. */
const PART_FLOATS = 2048;
/** Bytes of an entry of the part table: i32 offset, i32 count, f32 l2, i32 slices. */
const PART_BYTES = 16;

export interface OptimizerPlan {
  phases: Phase[];
  /** After the update, once the moving statistics of batch normalization are new: their moving average. */
  finish: Call[];
  /** State of the optimizer, as large as the trainable weights, and the moving average, as large as all. */
  slots: Record<string, Buffer>;
  /**
   * f32 {learning rate, 1 / batch size, correction 1, correction 2, share of the new weights in the moving average},
   * written before the update of each step.
   */
  hyper: Buffer;
  /** Bases of the powers that make the corrections 1 - beta^t; 0 where there are none. */
  betas: [number, number];
}

/** tfjs's defaults; its epsilon for float32 backends. */
const EPSILON = 1e-7;

export function planUpdate(
  options: TrainerOptions,
  parameters: ParameterSpace,
  slices: number,
): OptimizerPlan {
  const hyper: Buffer = { name: "hyperparameters", scope: "global", bytes: 32 };
  const slot = (name: string): Buffer => ({ name, scope: "global", bytes: parameters.trainableBytes + 64 });
  const { kernel, slots, args, betas } = optimizerCall(options.optimizer, slot);
  const isAdamW = options.optimizer.name === "adamw";
  const table = partTable(parameters, slices, isAdamW ? 1 : (options.l2 ?? 0));
  const parts = table.length / (PART_BYTES / 4);
  const part = { buffer: parameters.constant(table), perPart: PART_BYTES };
  const weights = { buffer: parameters.values };
  const gradients: Argument[] = [
    { buffer: parameters.gradients, whole: true },
    { strideOf: parameters.gradients },
    { buffer: parameters.wholeGradients, offset: -parameters.slicedBytes },
  ];
  const phases: Phase[] = [];
  const finish: Call[] = [];
  const update = emptyPhase("parts", parts);
  if (options.clipNorm === undefined) {
    update.calls.push({ kernel, args: [part, weights, ...gradients, { buffer: hyper }, ...args] });
  } else {
    const norms: Buffer = { name: "squared norms", scope: "global", bytes: parts * 8 };
    const clipped: Buffer = { name: "clipped hyperparameters", scope: "thread", bytes: 16 };
    // The first pass adds the penalty to the gradient; what is left for the second is AdamW's mark on the kernels.
    const penalized = partTable(parameters, slices, options.l2 ?? 0);
    const plain = partTable(parameters, 1, isAdamW ? 1 : 0);
    const at = (words: number[]) => ({ buffer: parameters.constant(words), perPart: PART_BYTES });
    phases.push({
      ...emptyPhase("parts", parts),
      calls: [
        {
          kernel: "reduceGradient",
          args: [at(penalized), weights, ...gradients, { buffer: hyper }, { buffer: norms, perPart: 8 }],
        },
      ],
    });
    update.threadCalls.push({
      kernel: "clipScale",
      args: [{ buffer: norms }, parts, options.clipNorm, { buffer: hyper }, { buffer: clipped }],
    });
    update.calls.push({ kernel, args: [at(plain), weights, ...gradients, { buffer: clipped }, ...args] });
  }
  if (options.movingAverage) {
    const average: Buffer = { name: "movingAverage", scope: "global", bytes: parameters.values.bytes };
    slots.movingAverage = average;
    const args: Argument[] = [weights, { buffer: average }, { buffer: hyper }];
    update.calls.push({ kernel: "movingAverage", args: [part, ...args] });
    const rest = { buffer: parameters.constant(untrainedPart(parameters)) };
    finish.push({ kernel: "movingAverage", args: [rest, ...args] });
  }
  phases.push(update);
  return { phases, finish, slots, hyper, betas };
}

function optimizerCall(
  options: OptimizerOptions,
  slot: (name: string) => Buffer,
): { kernel: string; slots: Record<string, Buffer>; args: Argument[]; betas: [number, number] } {
  switch (options.name) {
    case "sgd":
      return { kernel: "sgd", slots: {}, args: [], betas: [0, 0] };
    case "momentum":
    case "nesterov": {
      const accumulation = slot("accumulation");
      const args = [{ buffer: accumulation }, options.momentum ?? 0.9, options.name === "nesterov" ? 1 : 0];
      return { kernel: "momentum", slots: { accumulation }, args, betas: [0, 0] };
    }
    case "rmsprop": {
      const [meanSquare, moments] = [slot("meanSquare"), slot("moments")];
      const numbers = [options.decay ?? 0.9, options.momentum ?? 0, options.epsilon ?? EPSILON];
      return {
        kernel: "rmsprop",
        slots: { meanSquare, moments },
        args: [{ buffer: meanSquare }, { buffer: moments }, ...numbers],
        betas: [0, 0],
      };
    }
    case "adam":
    case "adamw": {
      const [first, second] = [slot("firstMoment"), slot("secondMoment")];
      const [beta1, beta2] = [options.beta1 ?? 0.9, options.beta2 ?? 0.999];
      const weightDecay = options.name === "adamw" ? (options.weightDecay ?? 0.01) : 0;
      return {
        kernel: "adam",
        slots: { firstMoment: first, secondMoment: second },
        args: [{ buffer: first }, { buffer: second }, beta1, beta2, options.epsilon ?? EPSILON, weightDecay],
        betas: [beta1, beta2],
      };
    }
  }
}

/** The trainable weights in parts {byte offset, count, penalty of kernels, slices}, each within one weight. */
function partTable(parameters: ParameterSpace, slices: number, penalty: number): number[] {
  const table: number[] = [];
  for (const parameter of parameters.list) {
    if (!parameter.trainable) continue;
    const floats = Math.ceil(sizeOf(parameter.padded) / 4) * 4;
    for (let start = 0; start < floats; start += PART_FLOATS) {
      const count = Math.min(PART_FLOATS, floats - start);
      table.push(
        parameters.offset(parameter) + start * 4,
        count,
        floatBits(parameter.isKernel ? penalty : 0),
        parameters.isWhole(parameter) ? 0 : slices,
      );
    }
  }
  return table;
}

/** The weights that are not trained, which lie behind the others, as one part. */
function untrainedPart(parameters: ParameterSpace): number[] {
  return [parameters.trainableBytes, (parameters.valueBytes - parameters.trainableBytes) / 4, 0, 0];
}

function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0];
}
