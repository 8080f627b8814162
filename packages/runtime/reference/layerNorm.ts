/** Options of a layer normalization over rows of `c` values; without gamma 1, without beta 0. */
export interface LayerNorm {
  c: number;
  gamma?: Float32Array;
  beta?: Float32Array;
  epsilon: number;
}

/** Of each row: mean and 1 / sqrt(variance + epsilon). */
function statistics(row: Float32Array, epsilon: number): { mean: number; inverse: number } {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return { mean, inverse: 1 / Math.sqrt(variance + epsilon) };
}

/** y = gamma * xhat + beta, xhat = (x - mean) / sqrt(variance + epsilon); saved = {mean, 1 / sqrt(...)} of each row. */
export function layerNormForward(x: Float32Array, { c, gamma, beta, epsilon }: LayerNorm) {
  const [y, saved] = [new Float32Array(x.length), new Float32Array((2 * x.length) / c)];
  for (let row = 0; row < x.length / c; row++) {
    const { mean, inverse } = statistics(x.subarray(row * c, (row + 1) * c), epsilon);
    saved.set([mean, inverse], 2 * row);
    for (let j = 0; j < c; j++) {
      y[row * c + j] = (gamma?.[j] ?? 1) * (x[row * c + j] - mean) * inverse + (beta?.[j] ?? 0);
    }
  }
  return { y, saved };
}

/** With g = gamma * dy: dx = inverse * (g - mean(g) - xhat * mean(g * xhat)); dgamma = sum dy * xhat, dbeta = sum dy over rows. */
export function layerNormBackward(dy: Float32Array, x: Float32Array, { c, gamma, epsilon }: LayerNorm) {
  const dx = new Float32Array(x.length);
  const [dgamma, dbeta] = [new Float64Array(c), new Float64Array(c)];
  for (let row = 0; row < x.length; row += c) {
    const { mean, inverse } = statistics(x.subarray(row, row + c), epsilon);
    let [meanG, meanDot] = [0, 0];
    for (let j = 0; j < c; j++) {
      const xhat = (x[row + j] - mean) * inverse;
      const g = dy[row + j] * (gamma?.[j] ?? 1);
      meanG += g / c;
      meanDot += (g * xhat) / c;
      dgamma[j] += dy[row + j] * xhat;
      dbeta[j] += dy[row + j];
    }
    for (let j = 0; j < c; j++) {
      const xhat = (x[row + j] - mean) * inverse;
      dx[row + j] = inverse * (dy[row + j] * (gamma?.[j] ?? 1) - meanG - xhat * meanDot);
    }
  }
  return { dx, dgamma: Float32Array.from(dgamma), dbeta: Float32Array.from(dbeta) };
}
