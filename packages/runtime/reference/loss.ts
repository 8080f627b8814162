/** Sum of the losses, number of samples whose first largest output is the label, gradient of the sum. */
export interface Loss {
  loss: number;
  correct: number;
  gradient: Float32Array;
}

/** Target of a sample: (1 - smoothing) onehot + smoothing / classes. */
function targetOf(label: number, classes: number, smoothing: number): number[] {
  return Array.from({ length: classes }, (_, j) => (j === label ? 1 - smoothing : 0) + smoothing / classes);
}

/** -sum t log softmax(z) for each row z of `classes` logits, in nats; dz = softmax(z) - t. */
export function softmaxCrossEntropy(
  z: Float32Array,
  classes: number,
  labels: ArrayLike<number>,
  smoothing: number,
): Loss {
  return eachRow(z, classes, labels, smoothing, (row, target) => {
    const largest = Math.max(...row);
    const logSum = largest + Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    const logSoftmax = Array.from(row, (value) => value - logSum);
    return {
      loss: -target.reduce((sum, t, j) => sum + (t && t * logSoftmax[j]), 0),
      gradient: logSoftmax.map((value, j) => Math.exp(value) - target[j]),
    };
  });
}

/** mean (y - t)^2 for each row y of `classes` outputs; dy = 2 (y - t) / classes. */
export function meanSquaredError(
  y: Float32Array,
  classes: number,
  labels: ArrayLike<number>,
  smoothing: number,
): Loss {
  return eachRow(y, classes, labels, smoothing, (row, target) => ({
    loss: target.reduce((sum, t, j) => sum + (row[j] - t) ** 2, 0) / classes,
    gradient: target.map((t, j) => (2 * (row[j] - t)) / classes),
  }));
}

function eachRow(
  outputs: Float32Array,
  classes: number,
  labels: ArrayLike<number>,
  smoothing: number,
  lossOf: (row: Float32Array, target: number[]) => { loss: number; gradient: number[] },
): Loss {
  const result = { loss: 0, correct: 0, gradient: new Float32Array(outputs.length) };
  for (let i = 0; i < labels.length; i++) {
    const row = outputs.subarray(i * classes, (i + 1) * classes);
    const { loss, gradient } = lossOf(row, targetOf(labels[i], classes, smoothing));
    result.loss += loss;
    result.gradient.set(gradient, i * classes);
    if (row.indexOf(Math.max(...row)) === labels[i]) result.correct++;
  }
  return result;
}
