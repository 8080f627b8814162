/** Images [h][w] of one channel and windows of kh x kw, one pixel apart. */
export interface OneChannel {
  n: number;
  h: number;
  w: number;
  kh: number;
  kw: number;
  cout: number;
}

/** Visits every weight of every output: indices of y [n][oh][ow][cout], x [n][h][w] and w [cout][kh][kw]. */
function eachProduct(
  { n, h, w, kh, kw, cout }: OneChannel,
  visit: (y: number, x: number, weight: number, channel: number) => void,
): void {
  const [oh, ow] = [h - kh + 1, w - kw + 1];
  for (let pixel = 0; pixel < n * oh * ow; pixel++) {
    const [i, oy, ox] = [Math.floor(pixel / (oh * ow)), Math.floor(pixel / ow) % oh, pixel % ow];
    for (let co = 0; co < cout; co++) {
      for (let k = 0; k < kh * kw; k++) {
        const [y, x] = [oy + Math.floor(k / kw), ox + (k % kw)];
        visit(pixel * cout + co, (i * h + y) * w + x, co * kh * kw + k, co);
      }
    }
  }
}

/** y = relu?(bias + the sum over the window of x * w). */
export function conv2dOneChannelForward(
  x: Float32Array,
  shape: OneChannel,
  weights: Float32Array,
  bias: Float32Array,
  relu: boolean,
): Float32Array {
  const { n, h, w, kh, kw, cout } = shape;
  const y = Float64Array.from({ length: n * (h - kh + 1) * (w - kw + 1) * cout }, (_, i) => bias[i % cout]);
  eachProduct(shape, (output, input, weight) => {
    y[output] += x[input] * weights[weight];
  });
  return Float32Array.from(y, (value) => (relu ? Math.max(0, value) : value));
}

/** dw plus the sum over samples and pixels of dy * x. */
export function conv2dOneChannelBackwardFilter(
  dy: Float32Array,
  x: Float32Array,
  shape: OneChannel,
  dw: Float32Array,
): Float32Array {
  const sums = Float64Array.from(dw);
  eachProduct(shape, (output, input, weight) => {
    sums[weight] += dy[output] * x[input];
  });
  return Float32Array.from(sums);
}
