import { type Convolution, conv2dBackwardData, conv2dBackwardFilter, sumRows } from "./conv2d.js";
import { poolingOf } from "./convPool.js";
import { maxPool2dBackward } from "./pool2d.js";

/** What the forward pass left: pooled outputs (after relu, if there is one) and where they come from. */
export interface Pooled {
  y: Float32Array;
  pixels: Int32Array;
}

/** Gradient with respect to what relu got. */
function throughRelu(dy: Float32Array, y: Float32Array, relu: boolean): Float32Array {
  return relu ? dy.map((value, i) => (y[i] > 0 ? value : 0)) : dy;
}

/**
 * Moves the gradients of the blank windows to the first pixel of the last of them: what a first layer's weights and all
 * sums get of them stays the same.
 */
function joinBlank(
  passed: { dy: Float32Array; pixels: Int32Array },
  n: number,
  { cout, window: v }: Convolution,
  blank: Uint8Array,
): { dy: Float32Array; pixels: Int32Array } {
  const last = blank.findLastIndex((kind) => kind > 0);
  const [dy, pixels] = [passed.dy.slice(), passed.pixels.slice()];
  const across = Math.floor(v.ow / 2);
  const place = last % (blank.length / n);
  const pixel = Math.floor(place / across) * 2 * v.ow + (place % across) * 2;
  for (let co = 0; last >= 0 && co < cout; co++) {
    let sum = 0;
    for (let window = 0; window <= last; window++) {
      if (!blank[window]) continue;
      sum += dy[window * cout + co];
      dy[window * cout + co] = 0;
    }
    dy[last * cout + co] = sum;
    pixels[last * cout + co] = (pixel * cout + co) * 4;
  }
  return { dy, pixels };
}

/** Gradient with respect to the convolution's output: through relu, then to the pixels that won. */
function throughPooling(
  dy: Float32Array,
  { y, pixels }: Pooled,
  n: number,
  convolution: Convolution,
  relu: boolean,
  blank: Uint8Array = new Uint8Array(0),
) {
  const pooling = poolingOf(convolution);
  const joined = joinBlank({ dy: throughRelu(dy, y, relu), pixels }, n, convolution, blank);
  return maxPool2dBackward(joined.dy, joined.pixels, n, pooling.h * pooling.w * pooling.c);
}

/** Gradients of input and bias: relu, pooling and convolution backward, one after the other. */
export function convPoolBackwardData(
  dy: Float32Array,
  pooled: Pooled,
  n: number,
  convolution: Convolution,
  w: Float32Array,
  relu: boolean,
  blank?: Uint8Array,
) {
  const gradient = throughPooling(dy, pooled, n, convolution, relu, blank);
  return { dx: conv2dBackwardData(gradient, n, convolution, w), db: sumRows(gradient, convolution.cout) };
}

/** Gradient of the weights in the same way. */
export function convPoolBackwardFilter(
  dy: Float32Array,
  pooled: Pooled,
  x: Float32Array,
  n: number,
  convolution: Convolution,
  relu: boolean,
  blank?: Uint8Array,
): Float32Array {
  return conv2dBackwardFilter(throughPooling(dy, pooled, n, convolution, relu, blank), x, n, convolution);
}

/** Both gradients of a first layer, whose input needs none. */
export function convPoolBackwardShort(
  dy: Float32Array,
  pooled: Pooled,
  x: Float32Array,
  n: number,
  convolution: Convolution,
  relu: boolean,
) {
  const gradient = throughPooling(dy, pooled, n, convolution, relu);
  return { dw: conv2dBackwardFilter(gradient, x, n, convolution), db: sumRows(gradient, convolution.cout) };
}

/** Gradients of a convolution with relu but without pooling. */
export function convSparseBackwardData(
  dy: Float32Array,
  y: Float32Array,
  x: Float32Array,
  n: number,
  convolution: Convolution,
  w: Float32Array,
) {
  const gradient = throughRelu(dy, y, true);
  return {
    dx: conv2dBackwardData(gradient, n, convolution, w),
    dw: conv2dBackwardFilter(gradient, x, n, convolution),
    db: sumRows(gradient, convolution.cout),
  };
}
