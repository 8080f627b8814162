import { tile } from "./tile";

/**
 * Gradients of a 3x3 convolution with stride 1 in Winograd's F(2x2, 3x3) domain, see winograd.ts for the matrices.
 *
 * The input gradient is itself such a convolution: of dy with 2 - padding zeros around it and the weights turned by
 * 180 degrees; `winogradForward` computes it with the weights of `winogradTurnedWeights`.
 *
 * The weight gradient is dg = G' [sum over tiles of (B' d B) * (A dY A')] G: one product of matrices for each of the
 * 16 elements, accumulated over all samples of a slice before the one transform at its end.
 */

/**
 * u [cin / 8][16][cout][8] = G t G' with t[ci][ky][kx][co] = w[co][2 - ky][2 - kx][ci], for w [cout][3][3][cin].
 * Turning g swaps the first and last row and column of G g G'. One call makes panel q.
 */
export function winogradTurnedWeights(w: usize, cin: i32, cout: i32, u: usize, q: i32): void {
  const half = f32x4.splat(0.5), tap = <usize>(cin * 4), element = <usize>(cout * 32);
  for (let co = 0; co < cout; co++) {
    for (let part: usize = 0; part < 32; part += 16) {
      const from = w + <usize>co * tap * 9 + <usize>(q * 32) + part, to = u + <usize>q * element * 16 + <usize>(co * 32) + part;
      for (let row = 0; row < 4; row++) {
        const t0 = weightRow(from, tap, row, half), t1 = weightRow(from + tap, tap, row, half), t2 = weightRow(from + tap * 2, tap, row, half);
        const sum = f32x4.add(t0, t2), turned = row == 0 ? 3 : row == 3 ? 0 : row, at = to + <usize>(turned * 4) * element;
        v128.store(at + element * 3, t0);
        v128.store(at + element, f32x4.mul(half, f32x4.add(sum, t1)));
        v128.store(at + element * 2, f32x4.mul(half, f32x4.sub(sum, t1)));
        v128.store(at, t2);
      }
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

/**
 * z [quads][16][4 tiles][cout] = A dY A' for the 2x2 tiles of dy ([n] samples, dyStride bytes each); tiles that fill up
 * the last quad are zero. pixels: i32 [tiles][4] byte offsets in dy, -1 over the edge. cout is a multiple of 4.
 */
export function winogradOutputGradient(
  dy: usize, dyStride: usize, n: i32, tiles: i32, pixels: usize, cout: i32, z: usize,
): void {
  const pixel = <usize>(cout * 4), element = pixel * 4, quad = element * 16, total = n * tiles;
  let w = 0;
  for (let t = 0; t < (total + 3 & ~3); t++) {
    const p = pixels + <usize>(w * 16);
    const p0 = load<i32>(p), p1 = load<i32>(p, 4), p2 = load<i32>(p, 8), p3 = load<i32>(p, 12);
    const isThere = t < total;
    let to = z + <usize>(t >> 2) * quad + <usize>(t & 3) * pixel;
    for (let c: usize = 0; c < pixel; c += 16, to += 16) {
      const d0 = at(dy + c, p0, isThere), d1 = at(dy + c, p1, isThere), d2 = at(dy + c, p2, isThere), d3 = at(dy + c, p3, isThere);
      gradientRow(d0, d1, to, element);
      gradientRow(f32x4.add(d0, d2), f32x4.add(d1, d3), to + element * 4, element);
      gradientRow(f32x4.sub(d0, d2), f32x4.sub(d1, d3), to + element * 8, element);
      gradientRow(f32x4.neg(d2), f32x4.neg(d3), to + element * 12, element);
    }
    if (++w == tiles) {
      w = 0;
      dy += dyStride;
    }
  }
}

// @ts-ignore: decorator
@inline
function at(dy: usize, offset: i32, isThere: bool): v128 {
  return isThere && offset >= 0 ? v128.load(dy + <usize>offset) : f32x4.splat(0);
}

/** One row [a b] of A dY times A'. */
// @ts-ignore: decorator
@inline
function gradientRow(a: v128, b: v128, to: usize, element: usize): void {
  v128.store(to, a);
  v128.store(to + element, f32x4.add(a, b));
  v128.store(to + element * 2, f32x4.sub(a, b));
  v128.store(to + element * 3, f32x4.neg(b));
}

/**
 * du [16][cout][cin] += sum over tiles of z [quads][16][4][cout] * v [quads][16][4][cin]; v's tiles past the last are
 * cleared first. cin is a multiple of 8, cout of 4. scratch: 128 bytes.
 */
export function winogradBackwardFilter(v: usize, z: usize, n: i32, tiles: i32, cin: i32, cout: i32, du: usize, scratch: usize): void {
  const vPixel = <usize>(cin * 4), zPixel = <usize>(cout * 4), total = n * tiles, quads = (total + 3) >> 2;
  const vSkip = vPixel * 60, zSkip = zPixel * 60;
  for (let t = total; t < quads * 4; t++) {
    for (let e: usize = 0; e < 16; e++) memory.fill(v + <usize>(t >> 2) * vPixel * 64 + (e * 4 + <usize>(t & 3)) * vPixel, 0, vPixel);
  }
  for (let e: usize = 0; e < 16; e++) {
    for (let ci: usize = 0; ci < vPixel; ci += 32) {
      for (let co: usize = 0; co < zPixel; co += 16) {
        tile(z + e * zPixel * 4 + co, zPixel, zSkip, v + e * vPixel * 4 + ci, vPixel, vSkip, 4, quads, scratch);
        let to = du + (e * <usize>cout + (co >> 2)) * vPixel + ci;
        for (let i: usize = 0; i < 128; i += 32, to += vPixel) {
          v128.store(to, f32x4.add(v128.load(to), v128.load(scratch + i)));
          v128.store(to, f32x4.add(v128.load(to, 16), v128.load(scratch + i, 16)), 16);
        }
      }
    }
  }
}

/** dw [cout][3][3][cin] += G' du G. cin is a multiple of 4. */
export function winogradFilterGradient(du: usize, cin: i32, cout: i32, dw: usize): void {
  const pixel = <usize>(cin * 4), element = pixel * <usize>cout, half = f32x4.splat(0.5);
  for (let co = 0; co < cout; co++) {
    for (let c: usize = 0; c < pixel; c += 16) {
      const from = du + c, to = dw + c;
      for (let row: usize = 0; row < 3; row++) {
        const t0 = gradientColumn(from, element, row, half), t1 = gradientColumn(from + element, element, row, half);
        const t2 = gradientColumn(from + element * 2, element, row, half), t3 = gradientColumn(from + element * 3, element, row, half);
        const at = to + pixel * 3 * row, sum = f32x4.mul(half, f32x4.add(t1, t2));
        v128.store(at, f32x4.add(v128.load(at), f32x4.add(t0, sum)));
        v128.store(at + pixel, f32x4.add(v128.load(at + pixel), f32x4.mul(half, f32x4.sub(t1, t2))));
        v128.store(at + pixel * 2, f32x4.add(v128.load(at + pixel * 2), f32x4.add(sum, t3)));
      }
    }
    du += pixel;
    dw += pixel * 9;
  }
}

/** Row `row` of G' times one column of du, whose elements are four apart. */
// @ts-ignore: decorator
@inline
function gradientColumn(du: usize, element: usize, row: usize, half: v128): v128 {
  const u1 = v128.load(du + element * 4), u2 = v128.load(du + element * 8);
  if (row == 1) return f32x4.mul(half, f32x4.sub(u1, u2));
  const sum = f32x4.mul(half, f32x4.add(u1, u2));
  return f32x4.add(sum, row == 0 ? v128.load(du) : v128.load(du + element * 12));
}
