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
