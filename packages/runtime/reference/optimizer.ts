/** A parameter, its penalty and the gradients of the slices of the batch. */
export interface Part {
  weights: Float32Array;
  slices: Float32Array[];
  l2: number;
  scale: number;
  learningRate: number;
}

/** scale * (sum over the slices) + 2 l2 w. */
function gradientOf({ weights, slices, l2, scale }: Part): Float64Array {
  return Float64Array.from(weights, (w, i) => {
    const sum = slices.reduce((total, slice) => total + slice[i], 0);
    return scale * sum + 2 * l2 * w;
  });
}

/** w -= lr * g. */
export function sgd(part: Part) {
  const g = gradientOf(part);
  return { weights: part.weights.map((w, i) => w - part.learningRate * g[i]) };
}

/** a = momentum * a + g; w -= lr * a, with Nesterov w -= lr * (g + momentum * a). */
export function momentum(part: Part, slot: Float32Array, factor: number, nesterov: boolean) {
  const g = gradientOf(part);
  const a = Float64Array.from(slot, (old, i) => factor * old + g[i]);
  const step = (i: number) => (nesterov ? g[i] + factor * a[i] : a[i]);
  return { weights: part.weights.map((w, i) => w - part.learningRate * step(i)), slot: Float32Array.from(a) };
}

/** s = decay s + (1 - decay) g^2; a = momentum a + lr g / sqrt(s + epsilon); w -= a. */
export function rmsprop(
  part: Part,
  square: Float32Array,
  slot: Float32Array,
  decay: number,
  factor: number,
  epsilon: number,
) {
  const g = gradientOf(part);
  const s = Float64Array.from(square, (old, i) => decay * old + (1 - decay) * g[i] ** 2);
  const a = Float64Array.from(
    slot,
    (old, i) => factor * old + (part.learningRate * g[i]) / Math.sqrt(s[i] + epsilon),
  );
  return {
    weights: part.weights.map((w, i) => w - a[i]),
    square: Float32Array.from(s),
    slot: Float32Array.from(a),
  };
}

/** What Adam needs to know; `correction` = 1 - beta^t of the two averages. */
export interface Adam {
  beta1: number;
  beta2: number;
  epsilon: number;
  correction1: number;
  correction2: number;
  weightDecay: number;
}

/**
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w -= lr (m / c1) / (sqrt(v / c2) + epsilon).
 * With weight decay (AdamW) first w -= lr * weightDecay * w for parameters with a penalty, which itself does not count.
 */
export function adam(part: Part, first: Float32Array, second: Float32Array, options: Adam) {
  const { beta1, beta2, epsilon, correction1, correction2, weightDecay } = options;
  const { weights, learningRate } = part;
  const g = gradientOf(weightDecay ? { ...part, l2: 0 } : part);
  const m = Float64Array.from(first, (old, i) => beta1 * old + (1 - beta1) * g[i]);
  const v = Float64Array.from(second, (old, i) => beta2 * old + (1 - beta2) * g[i] ** 2);
  const kept = 1 - (part.l2 ? learningRate * weightDecay : 0);
  const step = (i: number) => m[i] / correction1 / (Math.sqrt(v[i] / correction2) + epsilon);
  return {
    weights: weights.map((w, i) => w * kept - learningRate * step(i)),
    first: Float32Array.from(m),
    second: Float32Array.from(v),
  };
}

/** The whole gradient and its squared norm. */
export function reduceGradient(part: Part) {
  const g = gradientOf(part);
  return { gradient: Float32Array.from(g), squaredNorm: g.reduce((sum, value) => sum + value ** 2, 0) };
}

/** What makes the norm of all parts at most clipNorm: min(1, clipNorm / norm). */
export function clipScale(squaredNorms: ArrayLike<number>, clipNorm: number): number {
  const norm = Math.sqrt(Array.from(squaredNorms).reduce((sum, value) => sum + value, 0));
  return Math.min(1, clipNorm / norm);
}

/** average += share * (w - average). */
export function movingAverage(weights: Float32Array, average: Float32Array, share: number): Float32Array {
  return average.map((old, i) => old + share * (weights[i] - old));
}
