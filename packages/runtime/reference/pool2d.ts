import type { Window2d } from "../src/graph/graph.js";

/**
 * Calls `visit` for every value of every pooling window of `n` images [h][w][c] with the index of the output and of the
 * input. Padding is left out.
 */
function eachValue(n: number, v: Window2d, visit: (output: number, input: number) => void): void {
  for (let i = 0; i < n; i++) {
    for (let oy = 0; oy < v.oh; oy++) {
      for (let ox = 0; ox < v.ow; ox++) {
        for (let ky = 0; ky < v.kh; ky++) {
          for (let kx = 0; kx < v.kw; kx++) {
            const [y, x] = [oy * v.sh - v.top + ky, ox * v.sw - v.left + kx];
            if (y < 0 || y >= v.h || x < 0 || x >= v.w) continue;
            for (let c = 0; c < v.c; c++)
              visit(((i * v.oh + oy) * v.ow + ox) * v.c + c, ((i * v.h + y) * v.w + x) * v.c + c);
          }
        }
      }
    }
  }
}

/** y = the largest value of each window; at = its (the first's) byte offset in the sample. */
export function maxPool2dForward(x: Float32Array, n: number, v: Window2d) {
  const y = new Float32Array(n * v.oh * v.ow * v.c).fill(Number.NEGATIVE_INFINITY);
  const at = new Int32Array(y.length);
  eachValue(n, v, (output, input) => {
    if (x[input] <= y[output]) return;
    y[output] = x[input];
    at[output] = (input % (v.h * v.w * v.c)) * 4;
  });
  return { y, at };
}

/** Each output's gradient goes to the input its value came from. */
export function maxPool2dBackward(dy: Float32Array, at: Int32Array, n: number, inputs: number): Float32Array {
  const dx = new Float64Array(n * inputs);
  const outputs = dy.length / n;
  for (let i = 0; i < dy.length; i++) dx[Math.floor(i / outputs) * inputs + at[i] / 4] += dy[i];
  return Float32Array.from(dx);
}

/** How many values there are in the window of each output. */
function countsOf(n: number, v: Window2d): Float64Array {
  const counts = new Float64Array(n * v.oh * v.ow * v.c);
  eachValue(n, v, (output) => counts[output]++);
  return counts;
}

/** y = mean of each window's values; padding does not count. */
export function averagePool2dForward(x: Float32Array, n: number, v: Window2d): Float32Array {
  const counts = countsOf(n, v);
  const sums = new Float64Array(counts.length);
  eachValue(n, v, (output, input) => {
    sums[output] += x[input];
  });
  return Float32Array.from(sums, (sum, i) => sum / counts[i]);
}

/** Each output spreads dy / count over its window. */
export function averagePool2dBackward(dy: Float32Array, n: number, v: Window2d): Float32Array {
  const counts = countsOf(n, v);
  const dx = new Float64Array(n * v.h * v.w * v.c);
  eachValue(n, v, (output, input) => {
    dx[input] += dy[output] / counts[output];
  });
  return Float32Array.from(dx);
}
