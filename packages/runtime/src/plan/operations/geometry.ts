import type { Conv2d } from "../../graph/graph.js";
import { GROUP } from "../builder.js";

/** A convolution as the kernels see it; strides and sizes of one sample in bytes. */
export interface ConvGeometry {
  /** A dense layer: the group's samples are its pixels. */
  isDense: boolean;
  isWinograd: boolean;
  /** The kernels read a copy of the input with zeros around it. */
  padded: boolean;
  /** Arguments top, bottom, left, right of the padding kernels: rows, rows, floats, floats. */
  sides: [number, number, number, number];
  /** Values in a window, and in one row of it. */
  k: number;
  run: number;
  rowStride: number;
  inputBytes: number;
  outputBytes: number;
  /** Output pixels before pooling. */
  pixels: number;
  /** Byte offset of each pixel's window, their number rounded up to a multiple of 4. */
  offsets: number[];
}

export function convGeometry(node: Conv2d): ConvGeometry {
  const { window: v, cout } = node;
  const isDense = v.h * v.w === 1;
  const isWinograd = paysWinograd(node);
  // Winograd's tiles are 2 x 2: where the last one reaches over the edge, it needs one more row or column.
  const bottom = v.bottom + (isWinograd && !node.pooled ? v.oh % 2 : 0);
  const right = v.right + (isWinograd && !node.pooled ? v.ow % 2 : 0);
  const rowStride = (v.left + v.w + right) * v.c * 4;
  const padded = v.top + bottom + v.left + right > 0;
  const offsets = isDense
    ? Array.from({ length: GROUP }, (_, sample) => sample * v.c * 4)
    : Array.from({ length: v.oh * v.ow }, (_, p) =>
        windowOffset(node, rowStride, Math.floor(p / v.ow), p % v.ow),
      );
  while (offsets.length % 4 !== 0) offsets.push(offsets[offsets.length - 1]);
  const pixels = v.oh * v.ow;
  return {
    isDense,
    isWinograd,
    padded,
    rowStride,
    offsets,
    pixels,
    sides: [v.top, bottom, v.left * v.c, right * v.c],
    k: v.kh * v.kw * v.c,
    run: v.kw * v.c,
    inputBytes: padded ? (v.top + v.h + bottom) * rowStride : v.h * v.w * v.c * 4,
    outputBytes: pixels * cout * 4,
  };
}

/** Byte offset in the (padded) input of the window of output pixel (oy, ox). */
export function windowOffset({ window: v }: Conv2d, rowStride: number, oy: number, ox: number): number {
  return oy * v.sh * rowStride + ox * v.sw * v.c * 4;
}

/** For each 2 x 2 pooling window the offsets of its four pixels' windows. */
export function poolOffsets(node: Conv2d, rowStride: number): number[] {
  const { window: v } = node;
  const [rows, cols] = [Math.floor(v.oh / 2), Math.floor(v.ow / 2)];
  const offsets: number[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < cols; x++) {
      for (const [dy, dx] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ])
        offsets.push(windowOffset(node, rowStride, 2 * y + dy, 2 * x + dx));
    }
  }
  return offsets;
}

function paysWinograd({ window: v, cout }: Conv2d): boolean {
  const isThreeByThree = v.kh === 3 && v.kw === 3 && v.sh === 1 && v.sw === 1;
  return isThreeByThree && v.c % 4 === 0 && v.c >= 8 && cout % 8 === 0;
}
