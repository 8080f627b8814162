import { madd } from "./inline/madd";
import { poolWindow } from "./inline/poolWindow";

/**
 * 3x3 convolution with stride 1 by Winograd's F(2x2, 3x3) (Lavin and Gray 2016): 16 products in place of 36 for each
 * 2x2 tile of outputs. Y = A' [(G g G') * (B' d B)] A with
 *
 *   B' = [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1]   G = [1 0 0; .5 .5 .5; .5 -.5 .5; 0 0 1]   A' = [1 1 1 0; 0 1 -1 -1]
 *
 * A tile is also one 2x2 pooling window, so that bias, relu and max pooling happen in registers after the transform.
 * cin is a multiple of 4, cout of 8. Tiles of all samples of a group follow each other; four of them form a quad.
 */

/** u [cout / 8][16][cin][8] = G g G' for w [cout][3][3][cin]; one call makes panel q. */
export function winogradWeights(w: usize, cin: i32, u: usize, q: i32): void {
  const half = f32x4.splat(0.5), tap = <usize>(cin * 4), element = <usize>(cin * 32);
  for (let j: usize = 0; j < 8; j++) {
    let from = w + (<usize>(q * 8) + j) * tap * 9, to = u + <usize>q * element * 16 + j * 4;
    for (let ci = 0; ci < cin; ci += 4) {
      for (let row = 0; row < 4; row++) {
        const t0 = weightRow(from, tap, row, half), t1 = weightRow(from + tap, tap, row, half), t2 = weightRow(from + tap * 2, tap, row, half);
        const sum = f32x4.add(t0, t2), at = to + <usize>(row * 4) * element;
        scatter(at, t0);
        scatter(at + element, f32x4.mul(half, f32x4.add(sum, t1)));
        scatter(at + element * 2, f32x4.mul(half, f32x4.sub(sum, t1)));
        scatter(at + element * 3, t2);
      }
      from += 16;
      to += 128;
    }
  }
}

/** Row `row` of G times one column of g, whose elements are three taps apart. */
// @ts-ignore: decorator
@inline
function weightRow(g: usize, tap: usize, row: i32, half: v128): v128 {
  const g0 = v128.load(g), g1 = v128.load(g + tap * 3), g2 = v128.load(g + tap * 6);
  if (row == 0) return g0;
  if (row == 3) return g2;
  const outer = f32x4.add(g0, g2);
  return f32x4.mul(half, row == 1 ? f32x4.add(outer, g1) : f32x4.sub(outer, g1));
}

// @ts-ignore: decorator
@inline
function scatter(to: usize, v: v128): void {
  v128.store_lane<f32>(to, v, 0);
  v128.store_lane<f32>(to, v, 1, 32);
  v128.store_lane<f32>(to, v, 2, 64);
  v128.store_lane<f32>(to, v, 3, 96);
}

/**
 * v [quads][16][4 tiles][cin] = B' d B of the 4x4 patches d of `n` samples.
 * x: [n][H][W][cin], xStride bytes a sample, rowStride bytes a row. patches: i32 byte offset of each tile's patch,
 * `patchStep` words apart, for `tiles` tiles a sample.
 */
export function winogradInput(
  x: usize, xStride: usize, n: i32, tiles: i32, patches: usize, patchStep: i32, rowStride: usize, cin: i32, v: usize,
): void {
  const pixel = <usize>(cin * 4), element = pixel * 4, quad = element * 16;
  let tile = 0;
  for (let i = 0; i < n; i++) {
    for (let t = 0; t < tiles; t++, tile++) {
      let from = x + load<u32>(patches + <usize>(t * patchStep * 4));
      let to = v + <usize>(tile >> 2) * quad + <usize>(tile & 3) * pixel;
      for (const end = from + pixel; from < end; from += 16, to += 16) {
        const r1 = from + rowStride, r2 = r1 + rowStride, r3 = r2 + rowStride;
        inputRow(from, r2, pixel, false, to, element);
        inputRow(r1, r2, pixel, true, to + element * 4, element);
        inputRow(r2, r1, pixel, false, to + element * 8, element);
        inputRow(r1, r3, pixel, false, to + element * 12, element);
      }
    }
    x += xStride;
  }
}

/** One row of B' d (row a plus or minus row b) times B. */
// @ts-ignore: decorator
@inline
function inputRow(a: usize, b: usize, pixel: usize, plus: bool, to: usize, element: usize): void {
  const b1 = pixel, b2 = pixel * 2, b3 = pixel * 3;
  const t0 = combine(v128.load(a), v128.load(b), plus), t1 = combine(v128.load(a + b1), v128.load(b + b1), plus);
  const t2 = combine(v128.load(a + b2), v128.load(b + b2), plus), t3 = combine(v128.load(a + b3), v128.load(b + b3), plus);
  v128.store(to, f32x4.sub(t0, t2));
  v128.store(to + element, f32x4.add(t1, t2));
  v128.store(to + element * 2, f32x4.sub(t2, t1));
  v128.store(to + element * 3, f32x4.sub(t1, t3));
}

// @ts-ignore: decorator
@inline
function combine(a: v128, b: v128, plus: bool): v128 {
  return plus ? f32x4.add(a, b) : f32x4.sub(a, b);
}

/** m [16][4 tiles][8] = sum over ci of v [16][4][cin] * u [16][cin][8]: what `tile` does, with rows of cin floats for a. */
export function winogradProduct(v: usize, u: usize, cin: i32, m: usize): void {
  const row = <usize>(cin * 4), row2 = row * 2, row3 = row * 3;
  for (const last = m + 2048; m < last; m += 128) {
    let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c10 = f32x4.splat(0), c11 = f32x4.splat(0);
    let c20 = f32x4.splat(0), c21 = f32x4.splat(0), c30 = f32x4.splat(0), c31 = f32x4.splat(0);
    for (const end = v + row; v < end; v += 4, u += 32) {
      const b0 = v128.load(u), b1 = v128.load(u, 16);
      let a = v128.load_splat<f32>(v);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      a = v128.load_splat<f32>(v + row);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      a = v128.load_splat<f32>(v + row2);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      a = v128.load_splat<f32>(v + row3);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
    }
    v += row3;
    v128.store(m, c00);
    v128.store(m, c01, 16);
    v128.store(m, c10, 32);
    v128.store(m, c11, 48);
    v128.store(m, c20, 64);
    v128.store(m, c21, 80);
    v128.store(m, c30, 96);
    v128.store(m, c31, 112);
  }
}

/**
 * y [tile][cout] = max over the tile's four outputs of relu?(bias + output), at [tile][cout] = offsets[tile][which],
 * for the tiles of `n` samples with `tiles` each. offsets: i32 [tiles][4]. m: 2048 bytes of scratch.
 */
export function winogradPoolForward(
  v: usize, u: usize, n: i32, tiles: i32, cin: i32, cout: i32, bias: usize, relu: i32, offsets: usize, y: usize, at: usize, m: usize,
): void {
  const quad = <usize>(cin * 256), panel = <usize>(cin * 512), total = n * tiles, row = <usize>(cout * 4);
  for (let co: usize = 0; co < row; co += 32, u += panel) {
    let w = 0;
    for (let t = 0, from = v; t < total; t += 4, from += quad) {
      winogradProduct(from, u, cin, m);
      const rows = min(4, total - t);
      for (let i = 0; i < rows; i++) {
        const to = <usize>(t + i) * row + co, mi = m + <usize>(i * 32), o = offsets + <usize>(w * 16);
        poolTile(mi, bias + co, relu, o, y + to, at + to);
        poolTile(mi + 16, bias + co + 16, relu, o, y + to + 16, at + to + 16);
        if (++w == tiles) w = 0;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function poolTile(m: usize, bias: usize, relu: i32, offsets: usize, y: usize, at: usize): void {
  const a0 = v128.load(m, 512), b0 = v128.load(m, 1024), s0 = f32x4.add(v128.load(m), f32x4.add(a0, b0)), r0 = f32x4.sub(f32x4.sub(a0, b0), v128.load(m, 1536));
  const a1 = v128.load(m, 640), b1 = v128.load(m, 1152), s1 = f32x4.add(v128.load(m, 128), f32x4.add(a1, b1)), r1 = f32x4.sub(f32x4.sub(a1, b1), v128.load(m, 1664));
  const a2 = v128.load(m, 768), b2 = v128.load(m, 1280), s2 = f32x4.add(v128.load(m, 256), f32x4.add(a2, b2)), r2 = f32x4.sub(f32x4.sub(a2, b2), v128.load(m, 1792));
  const a3 = v128.load(m, 896), b3 = v128.load(m, 1408), s3 = f32x4.add(v128.load(m, 384), f32x4.add(a3, b3)), r3 = f32x4.sub(f32x4.sub(a3, b3), v128.load(m, 1920));
  poolWindow(
    f32x4.add(s0, f32x4.add(s1, s2)), f32x4.sub(f32x4.sub(s1, s2), s3),
    f32x4.add(r0, f32x4.add(r1, r2)), f32x4.sub(f32x4.sub(r1, r2), r3),
    v128.load(bias), relu, offsets, y, at,
  );
}
