import type { NormalizedConv2d } from "../../graph/graph.js";
import type { PlanBuilder } from "../builder.js";
import { type Argument, type Buffer, emptyPhase, NONE } from "../plan.js";
import { batchFactors, parameterSums, statisticsBytes } from "./batchNorm.js";
import { paddedInput, stopGradient } from "./conv2d.js";
import { oneChannelBackwardFilter, oneChannelForward } from "./conv2dOneChannel.js";
import { convPoolBackwardShort, convPoolForward } from "./convPool.js";
import { convGeometry } from "./geometry.js";

/** Bytes of a slice's moments, of their sums in vectors, and of mean and covariance: see assembly/windowNorm.ts. */
const MOMENT_BYTES = 63 * 8;
const LANE_BYTES = 63 * 16;
const WINDOW_BYTES = (9 + 9 * 9) * 8;

/** The statistics need all samples' windows first, hence a phase of their own; the convolution runs in the next. */
export function normalizedConv2dForward({ conv, norm }: NormalizedConv2d, plan: PlanBuilder): void {
  const { window: v, cout } = conv;
  const g = convGeometry(conv);
  const x = paddedInput(conv, plan, g);
  const { storage } = conv.output;
  const moments = plan.buffer(`window moments ${storage}`, "slice", MOMENT_BYTES);
  const windows = plan.buffer(`window statistics ${storage}`, "thread", WINDOW_BYTES);
  const joined = plan.buffer(`joined statistics ${storage}`, "thread", statisticsBytes(norm));
  const panels = plan.buffer(`normalized panels ${storage}`, "thread", Math.ceil(cout / 8) * g.k * 32);
  const shifts = plan.buffer(`normalized bias ${storage}`, "thread", Math.ceil(cout / 8) * 32);
  plan.sliceCall("clear", { buffer: moments }, MOMENT_BYTES);
  const images = [{ buffer: x }, g.inputBytes, { samples: 1 }, v.oh, v.ow, g.rowStride];
  plan.call("windowMoments", ...images, plan.scratch(LANE_BYTES), { buffer: moments });
  plan.newPhase();
  const slices = [plan.firstSlice(moments), plan.sliceStride(moments), plan.slices];
  const count = [plan.batchSize(), g.pixels];
  plan.threadCall("windowMomentsJoin", ...slices, ...count, { buffer: windows });
  const w = plan.weight(conv.kernel);
  const bias = conv.bias ? plan.weight(conv.bias) : NONE;
  plan.threadCall("windowNormStatistics", { buffer: windows }, w, bias, ...count, cout, { buffer: joined });
  const factors = batchFactors(norm, plan, joined);
  const normalized = [{ buffer: panels }, { buffer: shifts }];
  plan.threadCall("windowNormWeights", w, bias, { buffer: factors }, cout, ...normalized);
  const forward = conv.pooled ? convPoolForward : oneChannelForward;
  forward(conv, plan, g, x, [...normalized, conv.relu ? 1 : 0]);
  plan.windowStatistics.set(norm, windows);
}

/** The gradients of the convolution that normalizes, in slices; those of the layers follow once the whole batch is through. */
export function normalizedConv2dBackward({ conv, norm }: NormalizedConv2d, plan: PlanBuilder): void {
  const dw = plan.weightGradient(conv.kernel);
  const dbeta = parameterSums(norm, "beta", plan);
  const g = convGeometry(conv);
  const x = plan.paddedInputs.get(conv) ?? plan.value(conv.input);
  if (conv.pooled) convPoolBackwardShort(conv, plan, g, x, dbeta);
  else {
    const dy = { buffer: plan.gradient(conv.output) };
    stopGradient(conv, plan, g, dy, dbeta);
    oneChannelBackwardFilter(conv, plan, g, dy, x);
  }
  const sliced = ({ buffer, offset }: { buffer: Buffer; offset?: number }): Argument[] => [
    plan.firstSlice(buffer, offset),
    plan.sliceStride(buffer),
  ];
  const dgamma = norm.gamma?.trainable ? plan.weightGradient(norm.gamma) : undefined;
  const args = [
    { buffer: plan.windowStatistics.get(norm)! },
    { buffer: plan.joinedStatistics.get(norm)! },
    plan.weight(conv.kernel),
    norm.gamma ? plan.weight(norm.gamma) : NONE,
    norm.epsilon,
    conv.cout,
    ...sliced(dw),
    ...sliced(dbeta),
    plan.slices,
    dgamma ? plan.firstSlice(dgamma.buffer, dgamma.offset) : NONE,
  ];
  plan.deferred.push({ ...emptyPhase("parts", 1), calls: [{ kernel: "windowNormBackward", args }] });
}
