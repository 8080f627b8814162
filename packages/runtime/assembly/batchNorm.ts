import { madd } from "./inline/madd";

/**
 * Batch normalization over all axes but the last: y = gamma * xhat + beta, xhat = (x - mean) / sqrt(variance + epsilon).
 *
 * Statistics are made in two steps, so that they depend on the batch alone: each slice of the batch keeps
 * {f32 count, pad[3], mean[c4], m2[c4]} (m2 = sum of squared deviations, c4 = c rounded up to 4), groups joining by
 * Chan, Golub and LeVeque (1979); then the slices join in their order.
 */

/**
 * Joins the `rows` x c values of x to a slice's statistics. Sums are those of differences from the first row, which is
 * near the mean as against the spread, so that squares do not cancel.
 */
export function batchNormStatistics(x: usize, rows: i32, c: i32, stats: usize): void {
  const before = load<f32>(stats), count = before + <f32>rows;
  const meanAt = stats + 16, m2At = meanAt + <usize>(((c + 3) & ~3) * 4);
  const row = <usize>(c * 4), end = x + row * <usize>rows, weight: f32 = <f32>rows / count, cross: f32 = before * weight;
  let j: usize = 0;
  for (const vectors = row & ~15; j < vectors; j += 16) {
    const shift = v128.load(x + j);
    let sum = f32x4.splat(0), squares = sum, otherSum = sum, otherSquares = sum;
    let at = x + j;
    // Two rows at a time: a sum waits for the one before it.
    for (const last = end - row; at < last; at += row * 2) {
      const d = f32x4.sub(v128.load(at), shift), e = f32x4.sub(v128.load(at + row), shift);
      sum = f32x4.add(sum, d);
      squares = madd(d, d, squares);
      otherSum = f32x4.add(otherSum, e);
      otherSquares = madd(e, e, otherSquares);
    }
    if (at < end) {
      const d = f32x4.sub(v128.load(at), shift);
      sum = f32x4.add(sum, d);
      squares = madd(d, d, squares);
    }
    sum = f32x4.add(sum, otherSum);
    const average = f32x4.div(sum, f32x4.splat(<f32>rows)), old = v128.load(meanAt + j);
    const m2 = f32x4.pmax(f32x4.splat(0), f32x4.sub(f32x4.add(squares, otherSquares), f32x4.mul(sum, average)));
    const delta = f32x4.sub(f32x4.add(shift, average), old);
    v128.store(meanAt + j, f32x4.add(old, f32x4.mul(delta, f32x4.splat(weight))));
    const between = f32x4.mul(f32x4.mul(delta, delta), f32x4.splat(cross));
    v128.store(m2At + j, f32x4.add(v128.load(m2At + j), f32x4.add(m2, between)));
  }
  for (; j < row; j += 4) {
    const shift = load<f32>(x + j);
    let sum: f32 = 0, squares: f32 = 0;
    for (let at = x + j; at < end; at += row) {
      const d = load<f32>(at) - shift;
      sum += d;
      squares += d * d;
    }
    const average = sum / <f32>rows, m2 = max<f32>(0, squares - sum * average);
    const old = load<f32>(meanAt + j), delta = shift + average - old;
    store<f32>(meanAt + j, old + delta * weight);
    store<f32>(m2At + j, load<f32>(m2At + j) + m2 + delta * delta * cross);
  }
  store<f32>(stats, count);
}

/** Joins the slices: out = {f32 count, pad[3], mean[c4], variance[c4]}, variance = m2 / count. */
export function batchNormJoin(stats: usize, stride: usize, slices: i32, c: i32, out: usize): void {
  const c4 = <usize>((c + 3) & ~3) * 4,
    mean = out + 16,
    m2 = mean + c4;
  memory.fill(out, 0, 16 + c4 * 2);
  let count: f32 = 0;
  for (; slices > 0; slices--) {
    const more = load<f32>(stats);
    if (more > 0) {
      const total = count + more,
        weight: f32 = more / total,
        cross: f32 = count * weight;
      for (let j: usize = 0; j < c4; j += 4) {
        const delta = load<f32>(stats + 16 + j) - load<f32>(mean + j);
        store<f32>(mean + j, load<f32>(mean + j) + delta * weight);
        store<f32>(m2 + j, load<f32>(m2 + j) + load<f32>(stats + 16 + c4 + j) + delta * delta * cross);
      }
      count = total;
    }
    stats += stride;
  }
  for (let j: usize = 0; j < c4; j += 4) store<f32>(m2 + j, load<f32>(m2 + j) / count);
  store<f32>(out, count);
}

/**
 * factors = {scale[c4], shift[c4]} with y = scale * x + shift: scale = gamma / sqrt(variance + epsilon),
 * shift = beta - mean * scale. gamma or beta is 0 (a null pointer) when the layer has none.
 */
export function batchNormFactors(
  mean: usize,
  variance: usize,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  c: i32,
  factors: usize,
): void {
  const shift = factors + <usize>(((c + 3) & ~3) * 4);
  for (let j: usize = 0; j < <usize>(c * 4); j += 4) {
    const s: f32 = (gamma ? load<f32>(gamma + j) : <f32>1) / Mathf.sqrt(load<f32>(variance + j) + epsilon);
    store<f32>(factors + j, s);
    store<f32>(shift + j, (beta ? load<f32>(beta + j) : <f32>0) - load<f32>(mean + j) * s);
  }
}

/** y[row][j] = relu?(scale[j] * x[row][j] + shift[j]); y may be x. */
export function scaleShift(x: usize, rows: i32, c: i32, factors: usize, relu: i32, y: usize): void {
  const shift = factors + <usize>(((c + 3) & ~3) * 4), bytes = <usize>(c * 4), vectors = <usize>((c & ~3) * 4);
  const least = f32x4.splat(relu ? 0 : -Infinity);
  for (; rows > 0; rows--) {
    let j: usize = 0;
    for (; j < vectors; j += 16) {
      const v = f32x4.add(f32x4.mul(v128.load(x + j), v128.load(factors + j)), v128.load(shift + j));
      v128.store(y + j, f32x4.pmax(least, v));
    }
    for (; j < bytes; j += 4) {
      const v = load<f32>(x + j) * load<f32>(factors + j) + load<f32>(shift + j);
      store<f32>(y + j, relu && !(v > 0) ? 0 : v);
    }
    x += bytes;
    y += bytes;
  }
}

/**
 * Adds sum dy and sum dy * xhat over `rows` to dbeta and dgamma of a slice. With `y` (else a null pointer), the output
 * of a relu in the same pass, dy is cleared first where y is not positive.
 */
export function batchNormReduce(
  dy: usize,
  y: usize,
  x: usize,
  rows: i32,
  c: i32,
  joined: usize,
  epsilon: f32,
  dgamma: usize,
  dbeta: usize,
): void {
  const mean = joined + 16,
    variance = mean + <usize>(((c + 3) & ~3) * 4),
    row = <usize>(c * 4);
  let j: usize = 0;
  for (const end = <usize>((c & ~3) * 4); j < end; j += 16) {
    const m = v128.load(mean + j);
    const inverse = f32x4.div(
      f32x4.splat(1),
      f32x4.sqrt(f32x4.add(v128.load(variance + j), f32x4.splat(epsilon))),
    );
    let sum = f32x4.splat(0), dot = sum, otherSum = sum, otherDot = sum;
    let r = 0, d = dy + j, at = x + j, out = y + j;
    for (; r < rows - 1; r += 2, d += row * 2, at += row * 2, out += row * 2) {
      let g = v128.load(d), h = v128.load(d + row);
      if (y) {
        g = v128.and(g, f32x4.gt(v128.load(out), f32x4.splat(0)));
        h = v128.and(h, f32x4.gt(v128.load(out + row), f32x4.splat(0)));
        v128.store(d, g);
        v128.store(d + row, h);
      }
      sum = f32x4.add(sum, g);
      dot = madd(g, f32x4.sub(v128.load(at), m), dot);
      otherSum = f32x4.add(otherSum, h);
      otherDot = madd(h, f32x4.sub(v128.load(at + row), m), otherDot);
    }
    if (r < rows) {
      let g = v128.load(d);
      if (y) {
        g = v128.and(g, f32x4.gt(v128.load(out), f32x4.splat(0)));
        v128.store(d, g);
      }
      sum = f32x4.add(sum, g);
      dot = madd(g, f32x4.sub(v128.load(at), m), dot);
    }
    sum = f32x4.add(sum, otherSum);
    dot = f32x4.add(dot, otherDot);
    v128.store(dbeta + j, f32x4.add(v128.load(dbeta + j), sum));
    v128.store(dgamma + j, f32x4.add(v128.load(dgamma + j), f32x4.mul(dot, inverse)));
  }
  for (; j < row; j += 4) {
    const m = load<f32>(mean + j),
      inverse: f32 = <f32>1 / Mathf.sqrt(load<f32>(variance + j) + epsilon);
    let sum: f32 = 0,
      dot: f32 = 0;
    for (let r = 0, d = dy + j, at = x + j, out = y + j; r < rows; r++, d += row, at += row, out += row) {
      if (y && !(load<f32>(out) > 0)) store<f32>(d, 0);
      sum += load<f32>(d);
      dot += load<f32>(d) * (load<f32>(at) - m);
    }
    store<f32>(dbeta + j, load<f32>(dbeta + j) + sum);
    store<f32>(dgamma + j, load<f32>(dgamma + j) + dot * inverse);
  }
}

/**
 * Prepares dx = scale * (dy - sum dy / N - xhat * (sum dy xhat) / N) as dx = a * dy + b * (x - mean) + e for each channel:
 * factors = {a[c4], b[c4], mean[c4], e[c4]}; dgamma, dbeta: slice 0 of the sums and the bytes from slice to slice.
 */
export function batchNormBackwardFactors(
  joined: usize,
  gamma: usize,
  dgamma: usize,
  dgammaStride: usize,
  dbeta: usize,
  dbetaStride: usize,
  slices: i32,
  epsilon: f32,
  c: i32,
  factors: usize,
): void {
  const c4 = <usize>((c + 3) & ~3) * 4,
    count = load<f32>(joined),
    mean = joined + 16,
    variance = mean + c4;
  for (let j: usize = 0; j < <usize>(c * 4); j += 4) {
    let dot: f32 = 0,
      sum: f32 = 0;
    for (let s: usize = 0; s < <usize>slices; s++) {
      dot += load<f32>(dgamma + j + s * dgammaStride);
      sum += load<f32>(dbeta + j + s * dbetaStride);
    }
    const inverse: f32 = <f32>1 / Mathf.sqrt(load<f32>(variance + j) + epsilon);
    const a: f32 = (gamma ? load<f32>(gamma + j) : <f32>1) * inverse;
    const b: f32 = (-a * inverse * dot) / count;
    store<f32>(factors + j, a);
    store<f32>(factors + c4 + j, b);
    store<f32>(factors + c4 * 2 + j, load<f32>(mean + j));
    store<f32>(factors + c4 * 3 + j, (-a * sum) / count);
  }
}

/** dx = a * dy + b * (x - mean) + e for each channel; dx may be dy. */
export function batchNormBackward(dy: usize, x: usize, rows: i32, c: i32, factors: usize, dx: usize): void {
  const c4 = <usize>((c + 3) & ~3) * 4,
    bytes = <usize>(c * 4),
    vectors = <usize>((c & ~3) * 4);
  const b = factors + c4,
    mean = b + c4,
    e = mean + c4;
  for (; rows > 0; rows--) {
    let j: usize = 0;
    for (; j < vectors; j += 16) {
      const v = madd(f32x4.sub(v128.load(x + j), v128.load(mean + j)), v128.load(b + j), v128.load(e + j));
      v128.store(dx + j, madd(v128.load(dy + j), v128.load(factors + j), v));
    }
    for (; j < bytes; j += 4) {
      store<f32>(
        dx + j,
        load<f32>(dy + j) * load<f32>(factors + j) +
          ((load<f32>(x + j) - load<f32>(mean + j)) * load<f32>(b + j) + load<f32>(e + j)),
      );
    }
    dy += bytes;
    x += bytes;
    dx += bytes;
  }
}

/** moving = momentum * moving + (1 - momentum) * batch value, in tfjs's form moving - (moving - value) * (1 - momentum). */
export function batchNormMoving(
  joined: usize,
  c: i32,
  momentum: f32,
  movingMean: usize,
  movingVariance: usize,
): void {
  const mean = joined + 16,
    variance = mean + <usize>(((c + 3) & ~3) * 4),
    rest: f32 = <f32>1 - momentum;
  for (let j: usize = 0; j < <usize>(c * 4); j += 4) {
    store<f32>(
      movingMean + j,
      load<f32>(movingMean + j) - (load<f32>(movingMean + j) - load<f32>(mean + j)) * rest,
    );
    store<f32>(
      movingVariance + j,
      load<f32>(movingVariance + j) - (load<f32>(movingVariance + j) - load<f32>(variance + j)) * rest,
    );
  }
}
