import { type Convolution, conv2dBackwardData, conv2dBackwardFilter, conv2dForward } from "./conv2d.js";

/** A dense layer from k values to cout is a convolution of images of one pixel. */
function asConvolution(k: number, cout: number): Convolution {
  const none = { top: 0, bottom: 0, left: 0, right: 0 };
  return { window: { h: 1, w: 1, c: k, kh: 1, kw: 1, sh: 1, sw: 1, ...none, oh: 1, ow: 1 }, cout };
}

/** y[s][j] = bias[j] + x[s] . w[j], or the relu of it, for `n` samples of k values and weights [cout][k]. */
export function denseForward(
  x: Float32Array,
  n: number,
  k: number,
  w: Float32Array,
  bias: Float32Array,
  relu: boolean,
): Float32Array {
  return conv2dForward(x, n, asConvolution(k, bias.length), w, bias, relu);
}

/** dw[j] = sum over the samples of dy[s][j] * x[s]. */
export function denseBackwardFilter(dy: Float32Array, x: Float32Array, n: number, k: number, cout: number) {
  return conv2dBackwardFilter(dy, x, n, asConvolution(k, cout));
}

/** dx[s] = sum over the outputs of dy[s][j] * w[j]. */
export function denseBackwardData(dy: Float32Array, n: number, k: number, cout: number, w: Float32Array) {
  return conv2dBackwardData(dy, n, asConvolution(k, cout), w);
}
