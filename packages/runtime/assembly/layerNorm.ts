/**
 * Layer normalization over the last axis (Ba, Kiros and Hinton 2016): y = gamma * xhat + beta,
 * xhat = (x - mean) / sqrt(variance + epsilon), mean and variance over the `c` values of each row.
 *
 * gamma, beta: 0 (a null pointer) when the layer has none. saved: [rows][2] = {mean, 1 / sqrt(variance + epsilon)}.
 */
export function layerNormForward(
  x: usize,
  rows: i32,
  c: i32,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  saved: usize,
  y: usize,
): void {
  const bytes = <usize>(c * 4);
  for (; rows > 0; rows--) {
    let sum: f32 = 0,
      squares: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) sum += load<f32>(x + j);
    const mean = sum / <f32>c;
    for (let j: usize = 0; j < bytes; j += 4) {
      const d = load<f32>(x + j) - mean;
      squares += d * d;
    }
    const inverse: f32 = <f32>1 / Mathf.sqrt(squares / <f32>c + epsilon);
    for (let j: usize = 0; j < bytes; j += 4) {
      const xhat = (load<f32>(x + j) - mean) * inverse;
      store<f32>(
        y + j,
        (gamma ? load<f32>(gamma + j) : <f32>1) * xhat + (beta ? load<f32>(beta + j) : <f32>0),
      );
    }
    store<f32>(saved, mean);
    store<f32>(saved, inverse, 4);
    saved += 8;
    x += bytes;
    y += bytes;
  }
}

/**
 * Adds to dgamma and dbeta (unless null); with g = gamma * dy overwrites
 * dx = inverse * (g - mean(g) - xhat * mean(g * xhat)) (unless null).
 */
export function layerNormBackward(
  dy: usize,
  x: usize,
  rows: i32,
  c: i32,
  gamma: usize,
  saved: usize,
  dgamma: usize,
  dbeta: usize,
  dx: usize,
): void {
  const bytes = <usize>(c * 4);
  for (; rows > 0; rows--) {
    const mean = load<f32>(saved),
      inverse = load<f32>(saved, 4);
    let sum: f32 = 0,
      dot: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const d = load<f32>(dy + j),
        xhat = (load<f32>(x + j) - mean) * inverse,
        g = d * (gamma ? load<f32>(gamma + j) : <f32>1);
      sum += g;
      dot += g * xhat;
      if (dgamma) store<f32>(dgamma + j, load<f32>(dgamma + j) + d * xhat);
      if (dbeta) store<f32>(dbeta + j, load<f32>(dbeta + j) + d);
    }
    if (dx) {
      const meanG = sum / <f32>c,
        meanDot = dot / <f32>c;
      for (let j: usize = 0; j < bytes; j += 4) {
        const xhat = (load<f32>(x + j) - mean) * inverse,
          g = load<f32>(dy + j) * (gamma ? load<f32>(gamma + j) : <f32>1);
        store<f32>(dx + j, inverse * (g - meanG - xhat * meanDot));
      }
      dx += bytes;
    }
    saved += 8;
    dy += bytes;
    x += bytes;
  }
}
