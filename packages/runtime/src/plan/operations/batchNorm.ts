import type { BatchNorm } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import { type Argument, type Buffer, NONE } from "../plan.js";

function c4(node: BatchNorm): number {
  return Math.ceil(node.channels / 4) * 4;
}

/** Inference: the moving statistics make one factor and one shift for each channel. */
export function batchNormForward(node: BatchNorm, plan: PlanBuilder): void {
  const { channels, output, input } = node;
  if (!plan.training) {
    const [mean, variance] = [plan.weight(node.movingMean), plan.weight(node.movingVariance)];
    const factors = plan.parameters.derived(
      `factors of ${node.movingMean.name}`,
      c4(node) * 8,
      1,
      (buffer) => [{ kernel: "batchNormFactors", args: factorArguments(node, plan, mean, variance, buffer) }],
    );
    applyFactors(node, plan, factors);
    return;
  }
  const statistics = plan.buffer(`statistics ${output.storage}`, "slice", statisticsBytes(node));
  const joined = plan.buffer(`joined statistics ${output.storage}`, "thread", statisticsBytes(node));
  plan.sliceCall("clear", { buffer: statistics }, statisticsBytes(node));
  const rows = { samples: input.size / channels };
  plan.call("batchNormStatistics", { buffer: plan.value(input) }, rows, channels, { buffer: statistics });
  plan.newPhase();
  plan.threadCall(
    "batchNormJoin",
    plan.firstSlice(statistics),
    plan.sliceStride(statistics),
    plan.slices,
    channels,
    { buffer: joined },
  );
  applyFactors(node, plan, batchFactors(node, plan, joined));
}

/** Bytes of {count, pad, mean, variance}. */
export function statisticsBytes(node: BatchNorm): number {
  return 16 + c4(node) * 8;
}

/** From the statistics of the batch, scale and shift of each channel; the moving statistics follow at the step's end. */
export function batchFactors(node: BatchNorm, plan: PlanBuilder, joined: Buffer): Buffer {
  const { channels, momentum, output } = node;
  const factors = plan.buffer(`factors ${output.storage}`, "thread", c4(node) * 8);
  const mean: Argument = { buffer: joined, offset: 16 };
  const variance: Argument = { buffer: joined, offset: 16 + c4(node) * 4 };
  plan.threadCall("batchNormFactors", ...factorArguments(node, plan, mean, variance, factors));
  const moving = [plan.weight(node.movingMean), plan.weight(node.movingVariance)];
  plan.finish.push({ kernel: "batchNormMoving", args: [{ buffer: joined }, channels, momentum, ...moving] });
  plan.joinedStatistics.set(node, joined);
  return factors;
}

function factorArguments(
  node: BatchNorm,
  plan: PlanBuilder,
  mean: Argument,
  variance: Argument,
  factors: Buffer,
): Argument[] {
  const gamma = node.gamma ? plan.weight(node.gamma) : NONE;
  const beta = node.beta ? plan.weight(node.beta) : NONE;
  return [mean, variance, gamma, beta, node.epsilon, node.channels, { buffer: factors }];
}

/** y = relu?(scale * x + shift), pooled where a rewrite put that in; what the backward pass needs is kept in training. */
function applyFactors(node: BatchNorm, plan: PlanBuilder, factors: Buffer): void {
  const { channels, input, output, pooled } = node;
  const relu = node.relu ? 1 : 0;
  const x = { buffer: plan.value(input) };
  const y = { buffer: plan.value(output) };
  if (!pooled) {
    plan.call("scaleShift", x, { samples: input.size / channels }, channels, { buffer: factors }, relu, y);
    return;
  }
  const best = plan.training ? { buffer: winnersOf(node, plan) } : NONE;
  const [h, w] = input.shape;
  plan.call("batchNormPoolForward", x, { samples: 1 }, h, w, channels, { buffer: factors }, relu, y, best);
}

/** For each pooled value the input that won its window. */
function winnersOf(node: BatchNorm, plan: PlanBuilder): Buffer {
  const { storage, size } = node.output;
  const winners = plan.winners.get(node) ?? plan.buffer(`winners ${storage}`, "sample", size * 4);
  plan.winners.set(node, winners);
  return winners;
}

/** Where a slice's sums for gamma or beta go: others need them also where the layer does not train it. */
export function parameterSums(
  node: BatchNorm,
  name: "gamma" | "beta",
  plan: PlanBuilder,
): { buffer: Buffer; offset?: number } {
  const parameter = node[name];
  if (parameter?.trainable) return plan.weightGradient(parameter);
  const buffer = plan.buffer(`d${name} ${node.output.storage}`, "slice", c4(node) * 4);
  plan.sliceCall("clear", { buffer }, c4(node) * 4);
  return { buffer };
}

/** The means over the batch need all samples first, hence a phase of their own. */
export function batchNormBackward(node: BatchNorm, plan: PlanBuilder): void {
  const { channels, input, output } = node;
  const rows = { samples: output.size / channels };
  const dy = { buffer: plan.gradient(output) };
  const x = { buffer: plan.value(input) };
  const best = node.pooled ? { buffer: winnersOf(node, plan) } : x;
  const joined: Buffer = plan.joinedStatistics.get(node)!;
  const dgamma = parameterSums(node, "gamma", plan);
  const dbeta = parameterSums(node, "beta", plan);
  const activated = node.relu ? { buffer: plan.value(output) } : NONE;
  plan.call(
    "batchNormReduce",
    dy,
    activated,
    best,
    rows,
    channels,
    { buffer: joined },
    node.epsilon,
    dgamma,
    dbeta,
  );
  if (!plan.needsGradient(input)) return;
  plan.newPhase();
  const factors = plan.buffer(`gradient factors ${output.storage}`, "thread", c4(node) * 16);
  const gamma = node.gamma ? plan.weight(node.gamma) : NONE;
  plan.threadCall(
    "batchNormBackwardFactors",
    { buffer: joined },
    gamma,
    plan.firstSlice(dgamma.buffer, dgamma.offset),
    plan.sliceStride(dgamma.buffer),
    plan.firstSlice(dbeta.buffer, dbeta.offset),
    plan.sliceStride(dbeta.buffer),
    plan.slices,
    node.epsilon,
    channels,
    { buffer: factors },
  );
  const [h, w] = input.shape;
  plan.contribute(input, (dx) => {
    const to = [channels, { buffer: factors }, { buffer: dx }];
    if (node.pooled) plan.call("batchNormPoolBackward", dy, best, x, { samples: 1 }, h, w, ...to);
    else plan.call("batchNormBackward", dy, x, rows, ...to);
  });
}
