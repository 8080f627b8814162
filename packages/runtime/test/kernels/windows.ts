import type { Window2d } from "../../src/graph/graph.js";

/** A window of kh x kw, `stride` apart, over h x w pixels of c values, with so many pixels of padding at each side. */
export function windowOf(
  [h, w, c]: readonly number[],
  [kh, kw]: readonly number[],
  stride: readonly number[] = [1, 1],
  [top, bottom, left, right]: readonly number[] = [0, 0, 0, 0],
): Window2d {
  const [sh, sw] = stride;
  const oh = Math.floor((top + h + bottom - kh) / sh) + 1;
  const ow = Math.floor((left + w + right - kw) / sw) + 1;
  return { h, w, c, kh, kw, sh, sw, top, bottom, left, right, oh, ow };
}

/** For the name of a test. */
export function describeWindow(v: Window2d): string {
  const padding = [v.top, v.bottom, v.left, v.right].join(" ");
  return `${v.h} x ${v.w} x ${v.c}, window ${v.kh} x ${v.kw}, strides ${v.sh} ${v.sw}, padding ${padding}`;
}

/** Byte offset of the window of each pixel, their number rounded up to 4 by repeating the last. */
export function windowOffsets(v: Window2d): Int32Array {
  const pixels = v.oh * v.ow;
  return Int32Array.from({ length: Math.ceil(pixels / 4) * 4 }, (_, i) =>
    offsetOf(v, Math.min(i, pixels - 1)),
  );
}

/** For each 2 x 2 pooling window the byte offsets of its four pixels' windows. */
export function poolingOffsets(v: Window2d): Int32Array {
  const offsets: number[] = [];
  for (let y = 0; y + 1 < v.oh; y += 2) {
    for (let x = 0; x + 1 < v.ow; x += 2) {
      const first = y * v.ow + x;
      offsets.push(...[first, first + 1, first + v.ow, first + v.ow + 1].map((pixel) => offsetOf(v, pixel)));
    }
  }
  return Int32Array.from(offsets);
}

function offsetOf(v: Window2d, pixel: number): number {
  return (Math.floor(pixel / v.ow) * v.sh * v.w + (pixel % v.ow) * v.sw) * v.c * 4;
}
