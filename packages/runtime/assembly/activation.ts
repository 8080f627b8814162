/** Activation codes, the same as `ACTIVATIONS` in src/graph/activation.ts. */
const RELU = 1, RELU6 = 2, LEAKY_RELU = 3, ELU = 4, SIGMOID = 5, TANH = 6, SWISH = 7, GELU = 8;

/**
 * y[i] = f(x[i]) for i < count; x and y may be the same.
 *
 *   1 relu max(x, 0)   2 relu6 min(max(x, 0), 6)   3 leakyRelu x > 0 ? x : alpha x   4 elu x > 0 ? x : alpha (e^x - 1)
 *   5 sigmoid 1 / (1 + e^-x)   6 tanh   7 swish x sigmoid(x)   8 gelu x (1 + erf(x / sqrt 2)) / 2
 */
export function activationForward(code: i32, alpha: f32, x: usize, y: usize, count: i32): void {
  let i: usize = 0;
  const end = <usize>(count * 4), vectors = <usize>((count & ~3) * 4);
  if (code <= LEAKY_RELU) {
    const zero = f32x4.splat(0), six = f32x4.splat(6), slope = f32x4.splat(alpha);
    for (; i < vectors; i += 16) {
      const v = v128.load(x + i), positive = f32x4.pmax(zero, v);
      if (code == RELU) v128.store(y + i, positive);
      else if (code == RELU6) v128.store(y + i, f32x4.pmin(six, positive));
      else v128.store(y + i, v128.bitselect(v, f32x4.mul(slope, v), f32x4.gt(v, zero)));
    }
  }
  for (; i < end; i += 4) store<f32>(y + i, activate(code, alpha, load<f32>(x + i)));
}

function activate(code: i32, alpha: f32, x: f32): f32 {
  switch (code) {
    case RELU: return x > 0 ? x : 0;
    case RELU6: return x > 6 ? 6 : x > 0 ? x : 0;
    case LEAKY_RELU: return x > 0 ? x : alpha * x;
    case ELU: return x > 0 ? x : alpha * Mathf.expm1(x);
    case SIGMOID: return sigmoid(x);
    case TANH: return Mathf.tanh(x);
    case SWISH: return x * sigmoid(x);
    default: return <f32>0.5 * x * (<f32>1 + erf(x * <f32>0.7071067811865476));
  }
}

/**
 * dx[i] = dy[i] * f'(x[i]); dx may be dy. `from` holds the outputs y for codes 1 to 6, whose derivative is a
 * function of y, and the inputs x for swish and gelu. The slopes at 0 are tfjs's: 0, alpha (leakyRelu, elu).
 */
export function activationBackward(code: i32, alpha: f32, dy: usize, from: usize, dx: usize, count: i32): void {
  let i: usize = 0;
  const end = <usize>(count * 4), vectors = <usize>((count & ~3) * 4);
  if (code <= LEAKY_RELU) {
    const zero = f32x4.splat(0), six = f32x4.splat(6), slope = f32x4.splat(alpha);
    for (; i < vectors; i += 16) {
      const y = v128.load(from + i), d = v128.load(dy + i);
      let on = f32x4.gt(y, zero);
      if (code == RELU6) on = v128.and(on, f32x4.lt(y, six));
      if (code == LEAKY_RELU) v128.store(dx + i, v128.bitselect(d, f32x4.mul(slope, d), on));
      else v128.store(dx + i, v128.and(d, on));
    }
  }
  for (; i < end; i += 4) store<f32>(dx + i, load<f32>(dy + i) * slopeOf(code, alpha, load<f32>(from + i)));
}

function slopeOf(code: i32, alpha: f32, v: f32): f32 {
  switch (code) {
    case RELU: return v > 0 ? 1 : 0;
    case RELU6: return v > 0 && v < 6 ? 1 : 0;
    case LEAKY_RELU: return v > 0 ? 1 : alpha;
    case ELU: return v > 0 ? 1 : v + alpha;
    case SIGMOID: return v * (1 - v);
    case TANH: return 1 - v * v;
    case SWISH: {
      const s = sigmoid(v);
      return s * (1 + v * (1 - s));
    }
    default: {
      const cdf = <f32>0.5 * (<f32>1 + erf(v * <f32>0.7071067811865476));
      return cdf + v * Mathf.exp(<f32>-0.5 * v * v) * <f32>0.3989422804014327;
    }
  }
}

// @ts-expect-error: decorator
@inline
function sigmoid(x: f32): f32 {
  return <f32>1 / (<f32>1 + Mathf.exp(-x));
}

/** Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7: what tfjs uses. */
function erf(x: f32): f32 {
  const a = Mathf.abs(x), t: f32 = <f32>1 / (<f32>1 + <f32>0.3275911 * a);
  const poly = ((((<f32>1.061405429 * t - <f32>1.453152027) * t + <f32>1.421413741) * t - <f32>0.284496736) * t + <f32>0.254829592) * t;
  const y: f32 = <f32>1 - poly * Mathf.exp(-a * a);
  return x < 0 ? -y : y;
}

/** Softmax over the last axis: y[row][j] = e^(x[row][j] - max) / sum, rows x k; x and y may be the same. */
export function softmaxForward(x: usize, y: usize, rows: i32, k: i32): void {
  const bytes = <usize>(k * 4);
  for (; rows > 0; rows--) {
    let largest = load<f32>(x), sum: f32 = 0;
    for (let j: usize = 4; j < bytes; j += 4) largest = max(largest, load<f32>(x + j));
    for (let j: usize = 0; j < bytes; j += 4) {
      const e = Mathf.exp(load<f32>(x + j) - largest);
      store<f32>(y + j, e);
      sum += e;
    }
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(y + j, load<f32>(y + j) / sum);
    x += bytes;
    y += bytes;
  }
}

/** dx[j] = y[j] * (dy[j] - sum over i of dy[i] y[i]); dx may be dy. */
export function softmaxBackward(dy: usize, y: usize, dx: usize, rows: i32, k: i32): void {
  const bytes = <usize>(k * 4);
  for (; rows > 0; rows--) {
    let dot: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) dot += load<f32>(dy + j) * load<f32>(y + j);
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(dx + j, load<f32>(y + j) * (load<f32>(dy + j) - dot));
    dy += bytes;
    y += bytes;
    dx += bytes;
  }
}
