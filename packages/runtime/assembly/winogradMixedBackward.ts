import { gradientLine, weightGradientLine } from "./inline/winogradLines";
import { addTile } from "./tile";
import { transformWeights } from "./winogradMixed";

/**
 * Gradients of a 3x3 convolution with stride 1 in Winograd's domain, see winogradMixed.ts for tiles and layouts.
 *
 * The input gradient is itself such a convolution: of dy with 2 - padding zeros around it and the weights turned by
 * 180 degrees; `winogradMixedForward` computes it with the weights of `winogradMixedTurnedWeights`.
 *
 * The weight gradient is dg = G' [sum over tiles of (B' d B) * (A dY A')] G: one product of matrices for each of the
 * 36 elements, accumulated over all samples of a slice before the one transform at its end.
 */

/**
 * u [cin / 8][36][cout][8] = G t G' with t[ci][ky][kx][co] = w[co][2 - ky][2 - kx][ci], for w [cout][3][3][cin].
 * One call makes panel q. scratch: 864 bytes.
 */
export function winogradMixedTurnedWeights(w: usize, cin: i32, cout: i32, u: usize, q: i32, scratch: usize): void {
  const tap = <usize>(cin * 4), element = <usize>(cout * 32);
  for (let co = 0; co < cout; co++) {
    for (let part: usize = 0; part < 32; part += 16) {
      const from = w + <usize>co * tap * 9 + <usize>(q * 32) + part, to = u + <usize>q * element * 36 + <usize>(co * 32) + part;
      transformWeights(from + tap * 8, 0 - tap, 0 - tap * 3, scratch);
      for (let e: usize = 0; e < 36; e++) v128.store(to + e * element, v128.load(scratch + 288 + e * 16));
    }
  }
}

/**
 * z [elements][tiles][cout] = A dY A' for the tiles of `n` samples of the padded gradient dy, dyStride bytes a
 * sample, rowStride bytes a row. patches: i32 byte offset of each of a sample's `tiles` tiles; `element` bytes from
 * element to element of z. cout is a multiple of 4. scratch: 384 bytes.
 */
export function winogradMixedGradient(
  dy: usize, dyStride: usize, n: i32, tiles: i32, patches: usize, tall: i32, wide: i32, rowStride: usize, cout: i32,
  element: usize, z: usize, scratch: usize,
): void {
  const pixel = <usize>(cout * 4);
  for (let i = 0; i < n; i++, dy += dyStride) {
    for (let t = 0; t < tiles; t++, z += pixel) {
      const from = dy + load<u32>(patches + <usize>(t * 4));
      if (tall) {
        if (wide) gradientTile(from, rowStride, pixel, z, element, true, true, scratch);
        else gradientTile(from, rowStride, pixel, z, element, true, false, scratch);
      } else if (wide) gradientTile(from, rowStride, pixel, z, element, false, true, scratch);
      else gradientTile(from, rowStride, pixel, z, element, false, false, scratch);
    }
  }
}

// @ts-ignore: decorator
@inline
function gradientTile(
  from: usize, rowStride: usize, pixel: usize, to: usize, element: usize, isTall: bool, isWide: bool, scratch: usize,
): void {
  const row = element * (isWide ? 6 : 4), bottom = scratch + (isTall ? 6 : 4) * (isWide ? 64 : 32);
  for (const end = from + pixel; from < end; from += 16, to += 16) {
    const right = scratch + (isWide ? 64 : 32);
    for (let column = scratch, d = from; column < right; column += 16, d += pixel) {
      gradientLine(d, rowStride, column, isWide ? 64 : 32, isTall);
    }
    for (let line = scratch, out = to; line < bottom; line += isWide ? 64 : 32, out += row) {
      gradientLine(line, 16, out, element, isWide);
    }
  }
}

/**
 * du [6][6][cout][cin] += sum over `count` tiles of z [elements][tiles][cout] * v [elements][tiles][cin]; from element to
 * element of v, z and du it is vElement, zElement and duStride bytes. cin is a multiple of 8, cout of 4.
 */
export function winogradMixedBackwardFilter(
  v: usize, vElement: usize, z: usize, zElement: usize, count: i32, tall: i32, wide: i32, cin: i32, cout: i32, du: usize,
  duStride: usize,
): void {
  const vPixel = <usize>(cin * 4), zPixel = <usize>(cout * 4);
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++, du += duStride) {
      if ((!tall && (i == 3 || i == 4)) || (!wide && (j == 3 || j == 4))) continue;
      for (let ci: usize = 0; ci < vPixel; ci += 32) {
        for (let co: usize = 0; co < zPixel; co += 16) {
          addTile(z + co, zPixel, v + ci, vPixel, count, du + (co >> 2) * vPixel + ci, vPixel);
        }
      }
      v += vElement;
      z += zElement;
    }
  }
}

/** dw [cout][3][3][cin] += G' du G, and du is cleared for the next step. cin is a multiple of 4. scratch: 432 bytes. */
export function winogradMixedFilterGradient(
  du: usize, duStride: usize, cin: i32, cout: i32, dw: usize, scratch: usize,
): void {
  const pixel = <usize>(cin * 4), out = scratch + 288;
  for (let co = 0; co < cout; co++, du += pixel, dw += pixel * 9) {
    for (let c: usize = 0; c < pixel; c += 16) {
      for (let x: usize = 0; x < 6; x++) weightGradientLine(du + c + x * duStride, duStride * 6, scratch + x * 16, 96);
      for (let y: usize = 0; y < 3; y++) weightGradientLine(scratch + y * 96, 16, out + y * 48, 16);
      for (let tap: usize = 0; tap < 9; tap++) {
        const to = dw + tap * pixel + c;
        v128.store(to, f32x4.add(v128.load(to), v128.load(out + tap * 16)));
      }
      for (let e: usize = 0; e < 36; e++) v128.store(du + c + e * duStride, f32x4.splat(0));
    }
  }
}
