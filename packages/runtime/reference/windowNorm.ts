import { batchNormBackward, batchNormJoin, batchNormReduce, type Statistics } from "./batchNorm.js";
import { type Convolution, conv2dBackwardFilter, conv2dForward } from "./conv2d.js";

/** Mean [9] and covariance [9][9] of all 3 x 3 windows. */
export interface WindowStatistics {
  mean: Float64Array;
  covariance: Float64Array;
}

const TAPS = 9;

/** The rows of the two taps of each product, in the order in which they are kept. */
const ROW_PAIRS = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [1, 2],
  [0, 2],
];

/** The nine values of each window of `n` (padded) images of one channel. */
function windowsOf(x: Float32Array, n: number, { window: v }: Convolution): number[][] {
  const windows: number[][] = [];
  for (let i = 0; i < n; i++) {
    for (let oy = 0; oy < v.oh; oy++) {
      for (let ox = 0; ox < v.ow; ox++) {
        const first = (i * v.h + oy) * v.w + ox;
        windows.push(Array.from({ length: TAPS }, (_, k) => x[first + Math.floor(k / 3) * v.w + (k % 3)]));
      }
    }
  }
  return windows;
}

/** Sums of the taps [9], and of the products of those of two rows [6][3][3]. */
export function windowMoments(x: Float32Array, n: number, convolution: Convolution): Float64Array {
  const windows = windowsOf(x, n, convolution);
  const sumOf = (value: (window: number[]) => number) => windows.reduce((sum, w) => sum + value(w), 0);
  const products = ROW_PAIRS.flatMap(([ky, ly]) =>
    Array.from({ length: TAPS }, (_, i) => [ky * 3 + Math.floor(i / 3), ly * 3 + (i % 3)]),
  );
  return Float64Array.from([
    ...Array.from({ length: TAPS }, (_, k) => sumOf((window) => window[k])),
    ...products.map(([k, l]) => sumOf((window) => window[k] * window[l])),
  ]);
}

/** Mean and covariance of the windows of all slices together. */
export function windowMomentsJoin(x: Float32Array, n: number, convolution: Convolution): WindowStatistics {
  const windows = windowsOf(x, n, convolution);
  const meanOf = (value: (window: number[]) => number) =>
    windows.reduce((sum, w) => sum + value(w), 0) / windows.length;
  const mean = Float64Array.from({ length: TAPS }, (_, k) => meanOf((window) => window[k]));
  const covariance = Float64Array.from({ length: TAPS * TAPS }, (_, i) => {
    const [k, l] = [Math.floor(i / TAPS), i % TAPS];
    return meanOf((window) => (window[k] - mean[k]) * (window[l] - mean[l]));
  });
  return { mean, covariance };
}

/** Statistics of the convolution's outputs, from the outputs themselves. */
export function windowNormStatistics(
  x: Float32Array,
  n: number,
  convolution: Convolution,
  w: Float32Array,
  bias: Float32Array,
): Statistics {
  return batchNormJoin([conv2dForward(x, n, convolution, w, bias, false)], convolution.cout);
}

/** Weights and bias of the convolution that normalizes: scale * w, and scale * bias + shift. */
export function windowNormWeights(
  w: Float32Array,
  bias: Float32Array,
  scale: Float32Array,
  shift: Float32Array,
) {
  return {
    weights: w.map((value, i) => scale[Math.floor(i / TAPS)] * value),
    bias: shift.map((value, j) => scale[j] * bias[j] + value),
  };
}

/** Gradients of a convolution and of the normalization after it, one after the other; dy is that of what is normalized. */
export function windowNormBackward(
  dy: Float32Array,
  x: Float32Array,
  n: number,
  convolution: Convolution,
  w: Float32Array,
  gamma: Float32Array | undefined,
  epsilon: number,
) {
  const bias = new Float32Array(convolution.cout);
  const y = conv2dForward(x, n, convolution, w, bias, false);
  const statistics = windowNormStatistics(x, n, convolution, w, bias);
  const { dgamma, dbeta } = batchNormReduce(dy, undefined, y, statistics, epsilon);
  const dx = batchNormBackward(dy, y, statistics, gamma, epsilon);
  return { dgamma, dbeta, dw: conv2dBackwardFilter(dx, x, n, convolution) };
}
