/**
 * Optimizers over one part of the parameters: `part` points at {i32 byte offset, i32 count (multiple of 4), f32 l2,
 * i32 slices}.
 *
 * The gradient is g = scale * (sum over slices of grads[slice]) + 2 * l2 * w, slices added in their order, which is
 * what makes results independent of threads; the slices are cleared on the way. Parts with 0 slices have their
 * gradient in one piece, in `whole`. params, grads, whole, slots: base of all parameters; stride in bytes. hyper: f32
 * {learning rate, scale, correction 1, correction 2, share of the moving average}.
 */

// @ts-expect-error: decorator
@inline
function takeGradient(grads: usize, stride: usize, slices: i32): v128 {
  const zero = f32x4.splat(0);
  let sum = v128.load(grads);
  v128.store(grads, zero);
  for (let s = 1; s < slices; s++) {
    grads += stride;
    sum = f32x4.add(sum, v128.load(grads));
    v128.store(grads, zero);
  }
  return sum;
}

// @ts-expect-error: decorator
@inline
function gradient(grads: usize, stride: usize, slices: i32, scale: v128, l2: v128, w: v128): v128 {
  return f32x4.add(f32x4.mul(takeGradient(grads, stride, slices), scale), f32x4.mul(l2, w));
}

/** w -= lr * g */
export function sgd(part: usize, params: usize, grads: usize, stride: usize, whole: usize, hyper: usize): void {
  const scale = v128.load_splat<f32>(hyper, 4), l2 = f32x4.splat(<f32>2 * load<f32>(part, 8)), lr = v128.load_splat<f32>(hyper);
  const slices = load<i32>(part, 12), from = slices ? grads : whole;
  let i = <usize>load<u32>(part);
  for (const end = i + <usize>(load<u32>(part, 4) * 4); i < end; i += 16) {
    const w = v128.load(params + i), g = gradient(from + i, stride, slices, scale, l2, w);
    v128.store(params + i, f32x4.sub(w, f32x4.mul(lr, g)));
  }
}

/** a = momentum * a + g; w -= lr * a, or with Nesterov w -= lr * (g + momentum * a) */
export function momentum(
  part: usize, params: usize, grads: usize, stride: usize, whole: usize, hyper: usize, slot: usize, factor: f32, nesterov: i32,
): void {
  const scale = v128.load_splat<f32>(hyper, 4), l2 = f32x4.splat(<f32>2 * load<f32>(part, 8)), lr = v128.load_splat<f32>(hyper);
  const m = f32x4.splat(factor);
  const slices = load<i32>(part, 12), from = slices ? grads : whole;
  let i = <usize>load<u32>(part);
  for (const end = i + <usize>(load<u32>(part, 4) * 4); i < end; i += 16) {
    const w = v128.load(params + i), g = gradient(from + i, stride, slices, scale, l2, w);
    const a = f32x4.add(f32x4.mul(m, v128.load(slot + i)), g);
    v128.store(slot + i, a);
    v128.store(params + i, f32x4.sub(w, f32x4.mul(lr, nesterov ? f32x4.add(g, f32x4.mul(a, m)) : a)));
  }
}

/** s = decay * s + (1 - decay) * g^2; a = momentum * a + lr * g / sqrt(s + epsilon); w -= a */
export function rmsprop(
  part: usize, params: usize, grads: usize, stride: usize, whole: usize, hyper: usize, square: usize, slot: usize,
  decay: f32, factor: f32, epsilon: f32,
): void {
  const scale = v128.load_splat<f32>(hyper, 4), l2 = f32x4.splat(<f32>2 * load<f32>(part, 8)), lr = v128.load_splat<f32>(hyper);
  const d = f32x4.splat(decay), rest = f32x4.splat(<f32>1 - decay), m = f32x4.splat(factor), eps = f32x4.splat(epsilon);
  const slices = load<i32>(part, 12), from = slices ? grads : whole;
  let i = <usize>load<u32>(part);
  for (const end = i + <usize>(load<u32>(part, 4) * 4); i < end; i += 16) {
    const w = v128.load(params + i), g = gradient(from + i, stride, slices, scale, l2, w);
    const s = f32x4.add(f32x4.mul(d, v128.load(square + i)), f32x4.mul(rest, f32x4.mul(g, g)));
    const a = f32x4.add(f32x4.mul(m, v128.load(slot + i)), f32x4.div(f32x4.mul(lr, g), f32x4.sqrt(f32x4.add(s, eps))));
    v128.store(square + i, s);
    v128.store(slot + i, a);
    v128.store(params + i, f32x4.sub(w, a));
  }
}

/**
 * Adam (Kingma and Ba 2015): m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * w -= lr * (m / c1) / (sqrt(v / c2) + epsilon), c = 1 - beta^t. With weightDecay (AdamW) first w -= lr * weightDecay * w
 * where the part's l2 entry is not zero (the kernels), and no l2 term.
 */
export function adam(
  part: usize, params: usize, grads: usize, stride: usize, whole: usize, hyper: usize, first: usize, second: usize,
  beta1: f32, beta2: f32, epsilon: f32, weightDecay: f32,
): void {
  const scale = v128.load_splat<f32>(hyper, 4), lr = v128.load_splat<f32>(hyper);
  const c1 = v128.load_splat<f32>(hyper, 8), c2 = v128.load_splat<f32>(hyper, 12);
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2), r1 = f32x4.splat(<f32>1 - beta1), r2 = f32x4.splat(<f32>1 - beta2);
  const eps = f32x4.splat(epsilon), penalty = load<f32>(part, 8);
  const l2 = f32x4.splat(weightDecay != 0 ? <f32>0 : <f32>2 * penalty);
  const shrink = f32x4.mul(lr, f32x4.splat(penalty != 0 ? weightDecay : <f32>0));
  const slices = load<i32>(part, 12), from = slices ? grads : whole;
  let i = <usize>load<u32>(part);
  for (const end = i + <usize>(load<u32>(part, 4) * 4); i < end; i += 16) {
    let w = v128.load(params + i);
    const g = gradient(from + i, stride, slices, scale, l2, w);
    const m = f32x4.add(f32x4.mul(b1, v128.load(first + i)), f32x4.mul(r1, g));
    const v = f32x4.add(f32x4.mul(b2, v128.load(second + i)), f32x4.mul(r2, f32x4.mul(g, g)));
    v128.store(first + i, m);
    v128.store(second + i, v);
    w = f32x4.sub(w, f32x4.mul(shrink, w));
    const change = f32x4.div(f32x4.div(m, c1), f32x4.add(f32x4.sqrt(f32x4.div(v, c2)), eps));
    v128.store(params + i, f32x4.sub(w, f32x4.mul(lr, change)));
  }
}

/** For clipping: puts the whole gradient into slice 0, clears the others and stores its squared norm (f64) at `norm`. */
export function reduceGradient(
  part: usize, params: usize, grads: usize, stride: usize, whole: usize, hyper: usize, norm: usize,
): void {
  const scale = v128.load_splat<f32>(hyper, 4), l2 = f32x4.splat(<f32>2 * load<f32>(part, 8));
  const slices = load<i32>(part, 12), from = slices ? grads : whole;
  let i = <usize>load<u32>(part), low = f64x2.splat(0), high = f64x2.splat(0);
  for (const end = i + <usize>(load<u32>(part, 4) * 4); i < end; i += 16) {
    const g = gradient(from + i, stride, slices, scale, l2, v128.load(params + i));
    v128.store(from + i, g);
    const wide = f64x2.promote_low_f32x4(g), rest = f64x2.promote_low_f32x4(v128.shuffle<i64>(g, g, 1, 1));
    low = f64x2.add(low, f64x2.mul(wide, wide));
    high = f64x2.add(high, f64x2.mul(rest, rest));
  }
  const sum = f64x2.add(low, high);
  store<f64>(norm, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** out = copy of hyper with scale = min(1, clipNorm / norm), norm = sqrt(sum of `parts` squared norms). */
export function clipScale(norms: usize, parts: i32, clipNorm: f32, hyper: usize, out: usize): void {
  let sum: f64 = 0;
  for (let i = 0; i < parts; i++) sum += load<f64>(norms + <usize>(i * 8));
  const norm = Math.sqrt(sum);
  v128.store(out, v128.load(hyper));
  store<f32>(out, norm > <f64>clipNorm ? <f32>(<f64>clipNorm / norm) : <f32>1, 4);
}

/** average += share * (w - average) over one part; share: f32 behind the other hyperparameters. Equal values stay equal. */
export function movingAverage(part: usize, params: usize, average: usize, hyper: usize): void {
  const share = v128.load_splat<f32>(hyper, 16);
  let i = <usize>load<u32>(part);
  for (const end = i + <usize>(load<u32>(part, 4) * 4); i < end; i += 16) {
    const a = v128.load(average + i);
    v128.store(average + i, f32x4.add(a, f32x4.mul(share, f32x4.sub(v128.load(params + i), a))));
  }
}
