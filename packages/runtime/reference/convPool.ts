import { ACTIVATIONS } from "../src/graph/activation.js";
import type { Window2d } from "../src/graph/graph.js";
import { activationForward } from "./activation.js";
import { type Convolution, conv2dForward } from "./conv2d.js";
import { maxPool2dForward } from "./pool2d.js";

/** 2 x 2 max pooling of a convolution's output; what is left over at the right and at the bottom is dropped. */
export function poolingOf({ window: v, cout }: Convolution): Window2d {
  const [oh, ow] = [Math.floor(v.oh / 2), Math.floor(v.ow / 2)];
  const none = { top: 0, bottom: 0, left: 0, right: 0 };
  return { h: v.oh, w: v.ow, c: cout, kh: 2, kw: 2, sh: 2, sw: 2, ...none, oh, ow };
}

/**
 * Convolution, then pooling, then relu. `at` = byte offset in the sample of the window whose output won, the first one
 * among equals; `pixels` = byte offset of that output in the convolution's, as `maxPool2dForward` gives it.
 */
export function convPoolForward(
  x: Float32Array,
  n: number,
  convolution: Convolution,
  w: Float32Array,
  bias: Float32Array,
  relu: boolean,
) {
  const { window: v, cout } = convolution;
  const convolved = conv2dForward(x, n, convolution, w, bias, false);
  const { y, at: pixels } = maxPool2dForward(convolved, n, poolingOf(convolution));
  const at = pixels.map((offset) => {
    const pixel = Math.floor(offset / 4 / cout);
    return (Math.floor(pixel / v.ow) * v.sh * v.w + (pixel % v.ow) * v.sw) * v.c * 4;
  });
  return { y: relu ? activationForward(ACTIVATIONS.relu, 0, y) : y, at, pixels };
}
