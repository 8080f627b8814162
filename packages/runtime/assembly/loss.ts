/**
 * Losses of `n` samples with integer labels; labels[indices[i]] is the label of sample i.
 *
 * result: f64 sum of the losses, i32 number of samples whose first largest output is the label; both are added to.
 * The gradient is of the sum, not the mean: the update divides by the batch size.
 */

/**
 * Softmax cross-entropy from logits z [n][k] in nats, target t = (1 - smoothing) onehot + smoothing / k:
 * loss = -sum t log softmax(z); dz = softmax(z) - t.
 */
export function softmaxCrossEntropy(
  z: usize, n: i32, k: i32, indices: usize, labels: usize, smoothing: f32, dz: usize, result: usize,
): void {
  const bytes = <usize>(k * 4), rest: f32 = smoothing / <f32>k;
  for (let i = 0; i < n; i++) {
    const label = <i32>load<u8>(labels + load<u32>(indices + <usize>(i * 4)));
    const best = firstLargest(z, k);
    const largest = load<f32>(z + <usize>(best * 4));
    let sum: f32 = 0, loss: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const e = Mathf.exp(load<f32>(z + j) - largest);
      store<f32>(dz + j, e);
      sum += e;
    }
    const logSum = Mathf.log(sum) + largest;
    for (let j = 0; j < k; j++) {
      const at = <usize>(j * 4), t: f32 = j == label ? <f32>1 - smoothing + rest : rest;
      if (t != 0) loss += t * (logSum - load<f32>(z + at));
      store<f32>(dz + at, load<f32>(dz + at) / sum - t);
    }
    record(result, loss, best == label);
    z += bytes;
    dz += bytes;
  }
}

/** Mean squared error of outputs y [n][k] and the (smoothed) one-hot label: loss = mean (y - t)^2; dy = 2 (y - t) / k. */
export function meanSquaredError(
  y: usize, n: i32, k: i32, indices: usize, labels: usize, smoothing: f32, dy: usize, result: usize,
): void {
  const bytes = <usize>(k * 4), rest: f32 = smoothing / <f32>k;
  for (let i = 0; i < n; i++) {
    const label = <i32>load<u8>(labels + load<u32>(indices + <usize>(i * 4)));
    const best = firstLargest(y, k);
    let loss: f32 = 0;
    for (let j = 0; j < k; j++) {
      const at = <usize>(j * 4), t: f32 = j == label ? <f32>1 - smoothing + rest : rest;
      const error = load<f32>(y + at) - t;
      loss += error * error;
      store<f32>(dy + at, <f32>2 * error / <f32>k);
    }
    record(result, loss / <f32>k, best == label);
    y += bytes;
    dy += bytes;
  }
}

function firstLargest(values: usize, k: i32): i32 {
  let best = 0, largest = load<f32>(values);
  for (let j = 1; j < k; j++) {
    const v = load<f32>(values + <usize>(j * 4));
    if (v > largest) {
      largest = v;
      best = j;
    }
  }
  return best;
}

// @ts-expect-error: decorator
@inline
function record(result: usize, loss: f32, correct: bool): void {
  store<f64>(result, load<f64>(result) + <f64>loss);
  if (correct) store<i32>(result, load<i32>(result, 8) + 1, 8);
}
