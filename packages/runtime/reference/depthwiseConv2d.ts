import type { Window2d } from "../src/graph/graph.js";

/**
 * Calls `visit` for every product of a depthwise convolution of `n` (already padded) images [h][w][c] with weights
 * [kh][kw][c][m]: with the indices of output, input and weight.
 */
function eachProduct(
  n: number,
  v: Window2d,
  m: number,
  visit: (output: number, input: number, weight: number) => void,
): void {
  for (let i = 0; i < n; i++) {
    for (let oy = 0; oy < v.oh; oy++) {
      for (let ox = 0; ox < v.ow; ox++) {
        for (let ky = 0; ky < v.kh; ky++) {
          for (let kx = 0; kx < v.kw; kx++) {
            for (let c = 0; c < v.c; c++) {
              const input = ((i * v.h + oy * v.sh + ky) * v.w + ox * v.sw + kx) * v.c + c;
              for (let j = 0; j < m; j++) {
                const output = (((i * v.oh + oy) * v.ow + ox) * v.c + c) * m + j;
                visit(output, input, ((ky * v.kw + kx) * v.c + c) * m + j);
              }
            }
          }
        }
      }
    }
  }
}

/** y[p][c * m + j] = bias[c * m + j] + sum over the window of x[.][c] * w[.][c][j]. */
export function depthwiseConv2dForward(
  x: Float32Array,
  n: number,
  v: Window2d,
  m: number,
  weights: Float32Array,
  bias?: Float32Array,
): Float32Array {
  const y = Float64Array.from({ length: n * v.oh * v.ow * v.c * m }, (_, i) => bias?.[i % (v.c * m)] ?? 0);
  eachProduct(n, v, m, (output, input, weight) => {
    y[output] += x[input] * weights[weight];
  });
  return Float32Array.from(y);
}

/** dw[weight] = sum of dy[output] * x[input] and dx[input] = sum of dy[output] * w[weight] over the forward products. */
export function depthwiseConv2dBackward(
  dy: Float32Array,
  x: Float32Array,
  n: number,
  v: Window2d,
  m: number,
  weights: Float32Array,
) {
  const [dw, dx] = [new Float64Array(weights.length), new Float64Array(x.length)];
  eachProduct(n, v, m, (output, input, weight) => {
    dw[weight] += dy[output] * x[input];
    dx[input] += dy[output] * weights[weight];
  });
  return { dw: Float32Array.from(dw), dx: Float32Array.from(dx) };
}
