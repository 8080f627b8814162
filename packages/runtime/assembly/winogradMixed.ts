import { BLANK } from "./blankWindows";
import { madd } from "./inline/madd";
import { inputLines, outputLines, weightLine } from "./inline/winogradLines";

/**
 * 3x3 convolution with stride 1 by Winograd's F(4x4, 3x3), with tiles 3 or 2 pixels high or wide where an image ends: 36
 * products for a tile in place of 144, 25 for one of 3x3 in place of 81. Y = A' [(G g G') * (B' d B)] A, with the
 * transforms of inline/winogradLines.ts down the columns and then along the rows.
 *
 * A call works on tiles of one size, `height` and `width` being 4, 3 or 2 pixels; the tiles of all samples of a group
 * follow each other, four of them form a quad. Transformed inputs: v [quads][elements][4 tiles][cin] with height + 2 times
 * width + 2 elements; transformed weights: u [cout / 8][6][6][cin][8], of which tiles 3 high or wide use all rows or
 * columns but 4, and those of 2 all but 3 and 4. cin is a multiple of 4, cout of 8.
 */

/** u [cout / 8][36][cin][8] = G g G' for w [cout][3][3][cin]; one call makes panel q. scratch: 864 bytes. */
export function winogradMixedWeights(w: usize, cin: i32, u: usize, q: i32, scratch: usize): void {
  const tap = <usize>(cin * 4), element = <usize>(cin * 32);
  for (let j: usize = 0; j < 8; j++) {
    let from = w + (<usize>(q * 8) + j) * tap * 9, to = u + <usize>q * element * 36 + j * 4;
    for (let ci = 0; ci < cin; ci += 4, from += 16, to += 128) {
      transformWeights(from, tap, tap * 3, scratch);
      for (let e: usize = 0; e < 36; e++) scatter(to + e * element, v128.load(scratch + 288 + e * 16));
    }
  }
}

/** G g G' of four channels to scratch + 288 [6][6]; the taps of g are `across` bytes apart along a row, `down` from row to row. */
export function transformWeights(g: usize, across: usize, down: usize, scratch: usize): void {
  for (let x: usize = 0; x < 3; x++) weightLine(g + x * across, down, scratch + x * 16, 48);
  for (let y: usize = 0; y < 6; y++) weightLine(scratch + y * 48, 16, scratch + 288 + y * 96, 16);
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
 * v = B' d B of the patches d of `n` samples. x: [n][H][W][cin], xStride bytes a sample, rowStride bytes a row.
 * patches: i32 byte offset of each of a sample's `tiles` patches. `block` tiles follow each other in v (quads:
 * 4), `element` bytes from element to element. scratch: 576 bytes.
 * blank: null or u8 [n][tiles] of `blankWindows`: of the tiles that see nothing of the image only the first is transformed,
 * and the others have no place in v.
 */
export function winogradMixedInput(
  x: usize, xStride: usize, n: i32, tiles: i32, patches: usize, height: i32, width: i32, rowStride: usize, cin: i32,
  block: i32, element: usize, v: usize, scratch: usize, blank: usize,
): void {
  const pixel = <usize>(cin * 4), row = element * <usize>(width + 2), blockBytes = row * <usize>(height + 2);
  let inBlock = 0;
  for (let i = 0; i < n; i++, x += xStride) {
    for (let t = 0; t < tiles; t++) {
      if (blank && load<u8>(blank++) == BLANK) continue;
      let from = x + load<u32>(patches + <usize>(t * 4)), to = v + <usize>inBlock * pixel;
      for (const end = from + pixel; from < end; from += 16, to += 16) {
        inputLines(height, width + 2, from, pixel, rowStride, scratch, 16, 96);
        inputLines(width, height + 2, scratch, 96, 16, to, row, element);
      }
      if (++inBlock == block) {
        inBlock = 0;
        v += blockBytes;
      }
    }
  }
}

/**
 * y = relu?(bias + output) for the tiles of `n` samples, yStride bytes a sample, yRow bytes a row.
 * places: i32 [tiles][3]: byte offset in y of a tile's first pixel, its rows and columns inside the image.
 * m: 18432 bytes of scratch.
 */
export function winogradMixedForward(
  v: usize, element: usize, u: usize, n: i32, tiles: i32, cin: i32, cout: i32, bias: usize, relu: i32, places: usize,
  height: i32, width: i32, y: usize, yStride: usize, yRow: usize, m: usize,
): void {
  const quad = element * <usize>((height + 2) * (width + 2)), panel = <usize>(cin * 32 * 36), total = n * tiles;
  const pixel = <usize>(cout * 4), least = f32x4.splat(relu ? 0 : -Infinity);
  for (let co = 0; co < cout; co += 8, u += panel, bias += 32, y += 32) {
    let place = places, sample = y;
    for (let t = 0, from = v; t < total; t += TILES, from += quad * QUADS) {
      const count = min(TILES, total - t);
      winogradProduct6(from, quad, count, element, u, cin, height, width, m);
      for (let i = 0; i < count; i++) {
        const tile = productOf(m, i), to = sample + load<u32>(place), rows = load<i32>(place, 4), cols = load<i32>(place, 8);
        for (let half: usize = 0; half < 32; half += 16) {
          outputColumns(tile + half, height, width);
          storeRows(tile + half, width, v128.load(bias + half), least, to + half, yRow, pixel, rows, cols);
        }
        place += 12;
        if (place == places + <usize>(tiles * 12)) {
          place = places;
          sample += yStride;
        }
      }
    }
  }
}

/** y = relu?(bias + m A), the second transform of the output: `rows` rows of m and `cols` columns lie inside the image. */
// @ts-ignore: decorator
@inline
function storeRows(
  m: usize, width: i32, bias: v128, least: v128, y: usize, yRow: usize, pixel: usize, rows: i32, cols: i32,
): void {
  const line = <usize>(width + 2) * 128;
  for (; rows > 0; rows--, m += line, y += yRow) {
    const m0 = f32x4.add(bias, v128.load(m)), m1 = v128.load(m, 128), m2 = v128.load(m, 256), m3 = v128.load(m, 384);
    const even = f32x4.add(m1, m2), odd = f32x4.sub(m1, m2);
    if (width == 4) {
      const m4 = v128.load(m, 512), even2 = f32x4.add(m3, m4), odd2 = f32x4.sub(m3, m4);
      v128.store(y, f32x4.pmax(least, f32x4.add(m0, f32x4.add(even, even2))));
      v128.store(y + pixel, f32x4.pmax(least, f32x4.add(bias, madd(f32x4.splat(2), odd2, odd))));
      v128.store(y + pixel * 2, f32x4.pmax(least, f32x4.add(bias, madd(f32x4.splat(4), even2, even))));
      if (cols == 4) {
        const last = f32x4.add(f32x4.add(bias, v128.load(m, 640)), madd(f32x4.splat(8), odd2, odd));
        v128.store(y + pixel * 3, f32x4.pmax(least, last));
      }
    } else if (width == 3) {
      v128.store(y, f32x4.pmax(least, f32x4.add(m0, f32x4.add(even, m3))));
      v128.store(y + pixel, f32x4.pmax(least, f32x4.add(bias, madd(f32x4.splat(2), m3, odd))));
      const last = f32x4.add(f32x4.add(bias, v128.load(m, 512)), madd(f32x4.splat(4), m3, even));
      v128.store(y + pixel * 2, f32x4.pmax(least, last));
    } else {
      v128.store(y, f32x4.pmax(least, f32x4.add(m0, even)));
      if (cols == 2) v128.store(y + pixel, f32x4.pmax(least, f32x4.add(f32x4.add(bias, m3), odd)));
    }
  }
}

/**
 * m [height][width + 2] = A' m of one tile and four channels, in place: the first of the output's two transforms.
 * Elements of m are 128 bytes apart, as `winogradProduct6` leaves them.
 */
// @ts-ignore: decorator
@inline
export function outputColumns(m: usize, height: i32, width: i32): void {
  const line = <usize>(width + 2) * 128;
  outputLines(height, width + 2, m, 128, line, m, 128, line);
}

/** Quads that share a pass over the weights: so many as their products fit the first-level cache. */
export const QUADS: usize = 4;
export const TILES: i32 = 16;
/** Bytes of the product of a quad. */
const PRODUCT: usize = 4608;

/** Where the product of tile i of a pass begins. */
// @ts-ignore: decorator
@inline
export function productOf(m: usize, i: i32): usize {
  return m + <usize>(i >> 2) * PRODUCT + <usize>(i & 3) * 32;
}

/**
 * m [quads][elements][4 tiles][8] = sum over ci of v [quads][elements][4][cin] * u [6][6][cin][8] for `count` <= TILES
 * tiles: `tile` with rows of cin floats for a. v is `quad` bytes from quad to quad and `element` from element to element,
 * either of which may be the larger.
 */
export function winogradProduct6(
  v: usize, quad: usize, count: i32, element: usize, u: usize, cin: i32, height: i32, width: i32, m: usize,
): void {
  const row = <usize>(cin * 4), weights = <usize>(cin * 32), quads = quad * <usize>((count + 3) >> 2);
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++, u += weights) {
      if (leavesOut(height, i) || leavesOut(width, j)) continue;
      for (let from = v, to = m, end = v + quads; from < end; from += quad, to += PRODUCT) product(from, row, u, to);
      v += element;
      m += 128;
    }
  }
}

/** Whether tiles of a size do without a point: 4 is -2, 3 is 2. */
// @ts-ignore: decorator
@inline
export function leavesOut(size: i32, point: i32): bool {
  return point < 5 && point > size;
}

function product(v: usize, row: usize, u: usize, m: usize): void {
  const row2 = row * 2, row3 = row * 3;
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
  v128.store(m, c00);
  v128.store(m, c01, 16);
  v128.store(m, c10, 32);
  v128.store(m, c11, 48);
  v128.store(m, c20, 64);
  v128.store(m, c21, 80);
  v128.store(m, c30, 96);
  v128.store(m, c31, 112);
}
