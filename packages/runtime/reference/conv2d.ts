import { ACTIVATIONS } from "../src/graph/activation.js";
import type { Window2d } from "../src/graph/graph.js";
import { activationForward } from "./activation.js";

/**
 * A convolution: windows over (already padded) images [h][w][c], so that `window` itself has no padding, weights
 * [cout][kh][kw][c]. Outputs are [oh][ow][cout]; a dense layer has 1 x 1 pixels.
 */
export interface Convolution {
  window: Window2d;
  cout: number;
}

/** Calls `visit` for every product of a convolution of `n` images: with the indices of output, input and weight. */
function eachProduct(
  n: number,
  { window: v, cout }: Convolution,
  visit: (output: number, input: number, weight: number) => void,
): void {
  for (let i = 0; i < n; i++) {
    for (let oy = 0; oy < v.oh; oy++) {
      for (let ox = 0; ox < v.ow; ox++) {
        for (let co = 0; co < cout; co++) {
          const output = ((i * v.oh + oy) * v.ow + ox) * cout + co;
          for (let ky = 0; ky < v.kh; ky++) {
            for (let kx = 0; kx < v.kw; kx++) {
              const input = ((i * v.h + oy * v.sh + ky) * v.w + ox * v.sw + kx) * v.c;
              const weight = ((co * v.kh + ky) * v.kw + kx) * v.c;
              for (let c = 0; c < v.c; c++) visit(output, input + c, weight + c);
            }
          }
        }
      }
    }
  }
}

/** y[p][co] = bias[co] + sum over the window of x * w[co], or the relu of it. */
export function conv2dForward(
  x: Float32Array,
  n: number,
  convolution: Convolution,
  w: Float32Array,
  bias: Float32Array,
  relu: boolean,
): Float32Array {
  const { window: v, cout } = convolution;
  const y = Float64Array.from({ length: n * v.oh * v.ow * cout }, (_, i) => bias[i % cout]);
  eachProduct(n, convolution, (output, input, weight) => {
    y[output] += x[input] * w[weight];
  });
  return relu ? activationForward(ACTIVATIONS.relu, 0, Float32Array.from(y)) : Float32Array.from(y);
}

/** dx[input] = sum of dy[output] * w[weight] over the forward products. */
export function conv2dBackwardData(
  dy: Float32Array,
  n: number,
  convolution: Convolution,
  w: Float32Array,
): Float32Array {
  const { window: v } = convolution;
  const dx = new Float64Array(n * v.h * v.w * v.c);
  eachProduct(n, convolution, (output, input, weight) => {
    dx[input] += dy[output] * w[weight];
  });
  return Float32Array.from(dx);
}

/** dw[weight] = sum of dy[output] * x[input] over the forward products. */
export function conv2dBackwardFilter(
  dy: Float32Array,
  x: Float32Array,
  n: number,
  convolution: Convolution,
): Float32Array {
  const { window: v, cout } = convolution;
  const dw = new Float64Array(cout * v.kh * v.kw * v.c);
  eachProduct(n, convolution, (output, input, weight) => {
    dw[weight] += dy[output] * x[input];
  });
  return Float32Array.from(dw);
}

/** Gradient of the bias: the sum of all rows of `cols` values. */
export function sumRows(dy: Float32Array, cols: number): Float32Array {
  const db = new Float64Array(cols);
  for (let i = 0; i < dy.length; i++) db[i % cols] += dy[i];
  return Float32Array.from(db);
}
