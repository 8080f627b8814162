import { type Conv2d, isDense } from "../../graph/graph.js";
import { LARGE_GROUP } from "../builder.js";
import { overhang, productCount } from "./winogradTiles.js";

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
}

export function convGeometry(node: Conv2d): ConvGeometry {
  const { window: v, cout } = node;
  const isWinograd = paysWinograd(node);
  // Where Winograd's last tile reaches over the edge, it needs one more row or column.
  const bottom = v.bottom + (isWinograd && !node.pooled ? overhang(v.oh) : 0);
  const right = v.right + (isWinograd && !node.pooled ? overhang(v.ow) : 0);
  const rowStride = (v.left + v.w + right) * v.c * 4;
  const padded = v.top + bottom + v.left + right > 0;
  const pixels = v.oh * v.ow;
  return {
    isDense: isDense(node),
    isWinograd,
    padded,
    rowStride,
    pixels,
    sides: [v.top, bottom, v.left * v.c, right * v.c],
    k: v.kh * v.kw * v.c,
    run: v.kw * v.c,
    inputBytes: padded ? (v.top + v.h + bottom) * rowStride : v.h * v.w * v.c * 4,
    outputBytes: pixels * cout * 4,
  };
}

/** Byte offset in the (padded) input of each pixel's window, their number rounded up to a multiple of 4. */
export function pixelOffsets({ window: v }: Conv2d, g: ConvGeometry): Int32Array {
  const [rows, columns] = g.isDense ? [LARGE_GROUP, 1] : [v.oh, v.ow];
  const [down, right] = g.isDense ? [v.c * 4, 0] : [v.sh * g.rowStride, v.sw * v.c * 4];
  const offsets = new Int32Array(Math.ceil((rows * columns) / 4) * 4);
  let at = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) offsets[at++] = y * down + x * right;
  }
  return offsets.fill(offsets[at - 1], at);
}

/** Row and column of the first pixel of each 2 x 2 pooling window; what is left over at the right and at the bottom is dropped. */
export function poolOrigins({ window: v }: Conv2d): [number, number][] {
  const origins: [number, number][] = [];
  for (let y = 0; y + 1 < v.oh; y += 2) {
    for (let x = 0; x + 1 < v.ow; x += 2) origins.push([y, x]);
  }
  return origins;
}

/** For each 2 x 2 pooling window the offsets of its four pixels' windows. */
export function poolOffsets(node: Conv2d, rowStride: number): Int32Array {
  const { window: v } = node;
  const [down, right] = [v.sh * rowStride, v.sw * v.c * 4];
  const offsets = poolOrigins(node).flatMap(([y, x]) => {
    const first = y * down + x * right;
    return [first, first + right, first + down, first + down + right];
  });
  return Int32Array.from(offsets);
}

export function paysWinograd({ window: v, cout }: Conv2d): boolean {
  const isThreeByThree = v.kh === 3 && v.kw === 3 && v.sh === 1 && v.sw === 1;
  // A single row or column of pixels would fill half of each tile.
  return isThreeByThree && v.oh > 1 && v.ow > 1 && v.c % 4 === 0 && v.c >= 8 && cout % 8 === 0;
}

/** Products per nanosecond, measured: register tiles against the sparse kernels that add scaled rows. */
const TILE_RATE = 25;
const SPARSE_RATE = 15;
/** Share of gradients that pass a relu. */
const RELU_DENSITY = 0.45;

/**
 * Whether both gradients of a convolution + relu cost less when the zeros of relu are left out than with Winograd:
 * on small images, where its tiles reach over the edge.
 */
export function paysSparseBackward(node: Conv2d): boolean {
  const { window: v, relu, pooled, cout } = node;
  if (!relu || pooled || isDense(node) || (v.kw * v.c) % 4 !== 0 || cout % 4 !== 0) return false;
  const sparse = sparseCost(node);
  if (!paysWinograd(node)) return sparse < (v.oh * v.ow * v.kh * v.kw) / TILE_RATE;
  const products = productCount(v) + productCount({ oh: v.h, ow: v.w });
  const data = paysTransposedWinograd(node) ? productCount(v) / TILE_RATE : sparse;
  return sparse + data < products / TILE_RATE;
}

/** Whether the input gradient alone, where the weights' leaves the zeros out, costs less with the tiles of the forward pass. */
export function paysTransposedWinograd(node: Conv2d): boolean {
  const { window: v } = node;
  return paysWinograd(node) && v.c % 8 === 0 && productCount(v) / TILE_RATE < sparseCost(node);
}

/** One gradient without the zeros of relu, for each pair of channels. */
function sparseCost({ window: v }: Conv2d): number {
  return (v.oh * v.ow * v.kh * v.kw * RELU_DENSITY) / SPARSE_RATE;
}
