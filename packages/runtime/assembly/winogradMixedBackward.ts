import { gradientLines, inputGradientLines, weightGradientLine } from "./inline/winogradLines";
import { addTile } from "./tile";
import { leavesOut, productOf, QUADS, TILES, transformWeights, winogradProduct6 } from "./winogradMixed";

/**
 * Gradients of a 3x3 convolution with stride 1 in Winograd's domain, see winogradMixed.ts for tiles and layouts.
 *
 * The input gradient is itself such a convolution: of dy with 2 - padding zeros around it and the weights turned by
 * 180 degrees; `winogradMixedForward` computes it with the weights of `winogradMixedTurnedWeights`. Or it is the forward
 * pass backwards, dx = B [(G g G') * (A dY A')] B' for each tile, added up where patches overlap: on images without padding,
 * where the tiles of dx would be more than those of dY (`winogradMixedBackwardData`).
 *
 * The weight gradient is dg = G' [sum over tiles of (B' d B) * (A dY A')] G: one product of matrices for each of the
 * 36 elements, accumulated over all samples of a slice before the one transform at its end.
 */

/**
 * u [cin / 8][36][cout][8] = G t G' with t[ci][ky][kx][co] = w[co][2 - ky][2 - kx][ci], for w [cout][3][3][cin].
 * One call makes panel q. scratch: 864 bytes.
 */
export function winogradMixedTurnedWeights(w: usize, cin: i32, cout: i32, u: usize, q: i32, scratch: usize): void {
  const tap = <usize>(cin * 4);
  panel(w + tap * 8, 0 - tap, 0 - tap * 3, cin, cout, u, q, scratch);
}

/** The same of weights that are not turned: t[ci][ky][kx][co] = w[co][ky][kx][ci]. */
export function winogradMixedExchangedWeights(w: usize, cin: i32, cout: i32, u: usize, q: i32, scratch: usize): void {
  const tap = <usize>(cin * 4);
  panel(w, tap, tap * 3, cin, cout, u, q, scratch);
}

/** Panel q of the weights whose first tap is at `w`, the others `across` bytes apart along a row, `down` from row to row. */
// @ts-ignore: decorator
@inline
function panel(w: usize, across: usize, down: usize, cin: i32, cout: i32, u: usize, q: i32, scratch: usize): void {
  const element = <usize>(cout * 32);
  for (let co = 0; co < cout; co++, w += <usize>(cin * 36)) {
    for (let part: usize = 0; part < 32; part += 16) {
      const to = u + <usize>q * element * 36 + <usize>(co * 32) + part;
      transformWeights(w + <usize>(q * 32) + part, across, down, scratch);
      for (let e: usize = 0; e < 36; e++) v128.store(to + e * element, v128.load(scratch + 288 + e * 16));
    }
  }
}

/**
 * z = A dY A' for the tiles of `n` samples of the padded gradient dy, dyStride bytes a sample, rowStride bytes a row.
 * patches: i32 byte offset of each of a sample's `tiles` tiles. `block` tiles follow each other in z, `element` bytes from
 * element to element: z [elements][tiles][cout], or [quads][elements][4][cout]. cout is a multiple of 4. scratch: 384 bytes.
 */
export function winogradMixedGradient(
  dy: usize, dyStride: usize, n: i32, tiles: i32, patches: usize, height: i32, width: i32, rowStride: usize, cout: i32,
  block: i32, element: usize, z: usize, scratch: usize,
): void {
  const pixel = <usize>(cout * 4), row = element * <usize>(width + 2), blockBytes = row * <usize>(height + 2);
  let inBlock = 0;
  for (let i = 0; i < n; i++, dy += dyStride) {
    for (let t = 0; t < tiles; t++) {
      let from = dy + load<u32>(patches + <usize>(t * 4)), to = z + <usize>inBlock * pixel;
      for (const end = from + pixel; from < end; from += 16, to += 16) {
        gradientLines(height, width, from, pixel, rowStride, scratch, 16, 64);
        gradientLines(width, height + 2, scratch, 64, 16, to, row, element);
      }
      if (++inBlock == block) {
        inBlock = 0;
        z += blockBytes;
      }
    }
  }
}

/**
 * dx += B [u * z] B' for the tiles of `n` samples: z from `winogradMixedGradient`, `quad` bytes from four tiles to the next
 * four, u from `winogradMixedExchangedWeights`. dx: [n][H][W][cin] (padded), dxStride bytes a sample, rowStride bytes a
 * row; patches: i32 byte offset of each of a sample's `tiles` patches. cin is a multiple of 8. m: 18432 bytes of scratch.
 */
export function winogradMixedBackwardData(
  z: usize, quad: usize, element: usize, u: usize, n: i32, tiles: i32, cin: i32, cout: i32, patches: usize, height: i32,
  width: i32, dx: usize, dxStride: usize, rowStride: usize, m: usize,
): void {
  const panel = <usize>(cout * 32 * 36), total = n * tiles;
  const pixel = <usize>(cin * 4);
  for (let ci: usize = 0; ci < pixel; ci += 32, u += panel) {
    let tile = 0, sample = dx + ci;
    for (let t = 0, from = z; t < total; t += TILES, from += quad * QUADS) {
      const count = min(TILES, total - t);
      winogradProduct6(from, quad, count, element, u, cout, height, width, m);
      for (let i = 0; i < count; i++) {
        const to = sample + load<u32>(patches + <usize>(tile * 4));
        for (let half: usize = 0; half < 32; half += 16) {
          addPatch(productOf(m, i) + half, height, width, to + half, rowStride, pixel);
        }
        if (++tile == tiles) {
          tile = 0;
          sample += dxStride;
        }
      }
    }
  }
}

/** dx [height + 2][width + 2] += B m B' for one tile and four channels; elements of m are 128 bytes apart and overwritten. */
// @ts-ignore: decorator
@inline
function addPatch(m: usize, height: i32, width: i32, dx: usize, rowStride: usize, pixel: usize): void {
  const line = <usize>(width + 2) * 128, bottom = m + line * <usize>(height + 2);
  inputGradientLines(height, width + 2, m, 128, line, m, 128, line);
  inputGradientLines(width, height + 2, m, line, 128, m, line, 128);
  for (; m < bottom; m += line, dx += rowStride) {
    for (let at: usize = 0, to = dx; at < line; at += 128, to += pixel) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(m + at)));
    }
  }
}

/**
 * du [6][6][cout][cin] += sum over `count` tiles of z [elements][tiles][cout] * v [elements][tiles][cin]; from element to
 * element of v, z and du it is vElement, zElement and duStride bytes. cin is a multiple of 8, cout of 4.
 */
export function winogradMixedBackwardFilter(
  v: usize, vElement: usize, z: usize, zElement: usize, count: i32, height: i32, width: i32, cin: i32, cout: i32, du: usize,
  duStride: usize,
): void {
  const vPixel = <usize>(cin * 4), zPixel = <usize>(cout * 4);
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++, du += duStride) {
      if (leavesOut(height, i) || leavesOut(width, j)) continue;
      for (let ci: usize = 0; ci < vPixel; ci += 32) {
        for (let co: usize = 0; co < zPixel; co += 16) {
          addTile(z + co, zPixel, v + ci, vPixel, 0, count, 1, du + (co >> 2) * vPixel + ci, vPixel);
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
