import { ACTIVATIONS } from "../src/graph/activation.js";
import { activationForward } from "./activation.js";

/** Statistics of the columns of a matrix: of each channel over the batch and all pixels. */
export interface Statistics {
  count: number;
  mean: Float32Array;
  variance: Float32Array;
}

/** Mean and m2 = sum of squared deviations of each of the `c` columns of x. */
export function batchNormStatistics(x: Float32Array, c: number) {
  const count = x.length / c;
  const [mean, m2] = [new Float64Array(c), new Float64Array(c)];
  for (let i = 0; i < x.length; i++) mean[i % c] += x[i] / count;
  for (let i = 0; i < x.length; i++) m2[i % c] += (x[i] - mean[i % c]) ** 2;
  return { count, mean: Float32Array.from(mean), m2: Float32Array.from(m2) };
}

/** Of all slices together, as if they were one matrix. */
export function batchNormJoin(slices: Float32Array[], c: number): Statistics {
  const all = Float32Array.from(slices.flatMap((slice) => [...slice]));
  const { count, mean, m2 } = batchNormStatistics(all, c);
  return { count, mean, variance: m2.map((sum) => sum / count) };
}

/** scale = gamma / sqrt(variance + epsilon), shift = beta - mean * scale. */
export function batchNormFactors(
  { mean, variance }: Pick<Statistics, "mean" | "variance">,
  gamma: Float32Array | undefined,
  beta: Float32Array | undefined,
  epsilon: number,
) {
  const scale = variance.map((value, j) => (gamma?.[j] ?? 1) / Math.sqrt(value + epsilon));
  return { scale, shift: mean.map((value, j) => (beta?.[j] ?? 0) - value * scale[j]) };
}

/** scale * x + shift, or the relu of it. Product and sum are rounded to float32, since pooling compares what they give. */
export function scaleShift(
  x: Float32Array,
  scale: Float32Array,
  shift: Float32Array,
  relu: boolean,
): Float32Array {
  const y = x.map((value, i) => Math.fround(scale[i % scale.length] * value) + shift[i % scale.length]);
  return relu ? activationForward(ACTIVATIONS.relu, 0, y) : y;
}

/** dy through a relu with outputs y; dbeta = sum dy and dgamma = sum dy * xhat over the rows. */
export function batchNormReduce(
  dy: Float32Array,
  y: Float32Array | undefined,
  x: Float32Array,
  { mean, variance }: Statistics,
  epsilon: number,
) {
  const c = mean.length;
  const kept = y ? dy.map((value, i) => (y[i] > 0 ? value : 0)) : dy;
  const [dgamma, dbeta] = [new Float64Array(c), new Float64Array(c)];
  for (let i = 0; i < kept.length; i++) {
    const j = i % c;
    dbeta[j] += kept[i];
    dgamma[j] += (kept[i] * (x[i] - mean[j])) / Math.sqrt(variance[j] + epsilon);
  }
  return { dy: kept, dgamma: Float32Array.from(dgamma), dbeta: Float32Array.from(dbeta) };
}

/** dx = a * dy + b * (x - mean) + e, from the sums over the whole batch. */
export function batchNormBackwardFactors(
  { count, variance }: Statistics,
  gamma: Float32Array | undefined,
  dgamma: Float32Array,
  dbeta: Float32Array,
  epsilon: number,
) {
  const inverse = Array.from(variance, (value) => 1 / Math.sqrt(value + epsilon));
  const a = Float32Array.from(inverse, (value, j) => (gamma?.[j] ?? 1) * value);
  return {
    a,
    b: a.map((value, j) => (-value * inverse[j] * dgamma[j]) / count),
    e: a.map((value, j) => (-value * dbeta[j]) / count),
  };
}

/** dx = gamma / sqrt(variance + epsilon) * (dy - mean(dy) - xhat * mean(dy * xhat)), means over the batch. */
export function batchNormBackward(
  dy: Float32Array,
  x: Float32Array,
  statistics: Statistics,
  gamma: Float32Array | undefined,
  epsilon: number,
): Float32Array {
  const { count, mean, variance } = statistics;
  const { dgamma, dbeta } = batchNormReduce(dy, undefined, x, statistics, epsilon);
  return dy.map((value, i) => {
    const j = i % mean.length;
    const inverse = 1 / Math.sqrt(variance[j] + epsilon);
    const xhat = (x[i] - mean[j]) * inverse;
    return (gamma?.[j] ?? 1) * inverse * (value - dbeta[j] / count - (xhat * dgamma[j]) / count);
  });
}

/** momentum * moving + (1 - momentum) * batch, for means and for variances. */
export function batchNormMoving(batch: Float32Array, moving: Float32Array, momentum: number): Float32Array {
  return moving.map((value, j) => momentum * value + (1 - momentum) * batch[j]);
}
