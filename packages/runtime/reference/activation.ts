import { ACTIVATIONS } from "../src/graph/activation.js";

/** The function of each code and its derivative at x. */
const FUNCTIONS: Record<
  number,
  { f(x: number, alpha: number): number; slope(x: number, alpha: number): number }
> = {
  [ACTIVATIONS.relu]: { f: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  [ACTIVATIONS.relu6]: { f: (x) => Math.min(Math.max(x, 0), 6), slope: (x) => (x > 0 && x < 6 ? 1 : 0) },
  [ACTIVATIONS.leakyRelu]: {
    f: (x, alpha) => (x > 0 ? x : alpha * x),
    slope: (x, alpha) => (x > 0 ? 1 : alpha),
  },
  [ACTIVATIONS.elu]: {
    f: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
    slope: (x, alpha) => (x > 0 ? 1 : alpha * Math.exp(x)),
  },
  [ACTIVATIONS.sigmoid]: { f: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  [ACTIVATIONS.tanh]: { f: Math.tanh, slope: (x) => 1 / Math.cosh(x) ** 2 },
  [ACTIVATIONS.swish]: {
    f: (x) => x * sigmoid(x),
    slope: (x) => sigmoid(x) + x * sigmoid(x) * sigmoid(-x),
  },
  [ACTIVATIONS.gelu]: {
    f: (x) => x * normalCdf(x),
    slope: (x) => normalCdf(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  },
};

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** By Simpson's rule from 0 to x. */
function normalCdf(x: number): number {
  const intervals = 400;
  const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let i = 1; i < intervals; i++) sum += (i % 2 ? 4 : 2) * density((x * i) / intervals);
  return 0.5 + (sum * x) / intervals / 3;
}

/** y = f(x) for each value. */
export function activationForward(code: number, alpha: number, x: Float32Array): Float32Array {
  return x.map((value) => FUNCTIONS[code].f(value, alpha));
}

/** dx = dy f'(x) for each value, from the inputs whatever the function is. */
export function activationBackward(
  code: number,
  alpha: number,
  dy: Float32Array,
  x: Float32Array,
): Float32Array {
  return dy.map((gradient, i) => gradient * FUNCTIONS[code].slope(x[i], alpha));
}

/** y[j] = e^x[j] / sum over i of e^x[i] in each row of `classes`. */
export function softmaxForward(x: Float32Array, classes: number): Float32Array {
  const y = new Float32Array(x.length);
  for (let row = 0; row < x.length; row += classes) {
    let sum = 0;
    for (let i = 0; i < classes; i++) sum += Math.exp(x[row + i]);
    for (let j = 0; j < classes; j++) y[row + j] = Math.exp(x[row + j]) / sum;
  }
  return y;
}

/** dx[j] = sum over i of dy[i] dy[i]/dx[j], with the derivative y[i] ((i == j) - y[j]), in each row of `classes`. */
export function softmaxBackward(dy: Float32Array, y: Float32Array, classes: number): Float32Array {
  const dx = new Float32Array(y.length);
  for (let row = 0; row < y.length; row += classes) {
    for (let j = 0; j < classes; j++) {
      let sum = 0;
      for (let i = 0; i < classes; i++) sum += dy[row + i] * y[row + i] * ((i === j ? 1 : 0) - y[row + j]);
      dx[row + j] = sum;
    }
  }
  return dx;
}
