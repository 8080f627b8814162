import { ACTIVATIONS } from "../src/graph/activation.js";
import type { Window2d } from "../src/graph/graph.js";
import { activationForward } from "./activation.js";
import { scaleShift } from "./batchNorm.js";
import { maxPool2dBackward, maxPool2dForward } from "./pool2d.js";

/**
 * Scale and shift of each channel, then pooling, then relu. `best` = the x whose value won, the first one among equals;
 * `at` = its byte offset in the sample.
 */
export function batchNormPoolForward(
  x: Float32Array,
  n: number,
  pooling: Window2d,
  scale: Float32Array,
  shift: Float32Array,
  relu: boolean,
) {
  const { y, at } = maxPool2dForward(scaleShift(x, scale, shift, false), n, pooling);
  const [inputs, outputs] = [x.length / n, y.length / n];
  const best = Float32Array.from(at, (offset, i) => x[Math.floor(i / outputs) * inputs + offset / 4]);
  return { y: relu ? activationForward(ACTIVATIONS.relu, 0, y) : y, best, at };
}

/** a * (dy where a pixel won its window, else 0) + b * (x - mean) + e, also for pixels that no window covers. */
export function batchNormPoolBackward(
  dy: Float32Array,
  at: Int32Array,
  x: Float32Array,
  n: number,
  mean: Float32Array,
  { a, b, e }: Record<"a" | "b" | "e", Float32Array>,
): Float32Array {
  return maxPool2dBackward(dy, at, n, x.length / n).map((gradient, i) => {
    const j = i % mean.length;
    return a[j] * gradient + b[j] * (x[i] - mean[j]) + e[j];
  });
}
