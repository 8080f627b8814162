import { madd } from "./inline/madd";

/**
 * The register tile all matrix products are made of: m[i][j] = sum over k of a[k][i] * b[k][j], i < 4, j < 8.
 *
 * a: 4 consecutive floats for each k, b: 8 consecutive floats for each k. k runs over `rows` rows of `run`; after
 * each k the pointers advance by `aStep`, `bStep` bytes, after each row by `aSkip`, `bSkip` more.
 * m: [4][8] floats, overwritten.
 *
 * 4 x 2 vectors and a loop that is not unrolled by hand: 8 accumulators and 6 loads fit the 16 registers of x86,
 * and V8 hoists all loads of a block above its arithmetic, so that anything larger spills.
 */
export function tile(
  a: usize,
  aStep: usize,
  aSkip: usize,
  b: usize,
  bStep: usize,
  bSkip: usize,
  run: i32,
  rows: i32,
  m: usize,
): void {
  let c00 = f32x4.splat(0),
    c01 = f32x4.splat(0),
    c10 = f32x4.splat(0),
    c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0),
    c21 = f32x4.splat(0),
    c30 = f32x4.splat(0),
    c31 = f32x4.splat(0);
  const aRun = aStep * <usize>run;
  for (; rows > 0; rows--) {
    for (const end = a + aRun; a < end; ) {
      const b0 = v128.load(b),
        b1 = v128.load(b, 16);
      let ai = v128.load_splat<f32>(a);
      c00 = madd(ai, b0, c00);
      c01 = madd(ai, b1, c01);
      ai = v128.load_splat<f32>(a, 4);
      c10 = madd(ai, b0, c10);
      c11 = madd(ai, b1, c11);
      ai = v128.load_splat<f32>(a, 8);
      c20 = madd(ai, b0, c20);
      c21 = madd(ai, b1, c21);
      ai = v128.load_splat<f32>(a, 12);
      c30 = madd(ai, b0, c30);
      c31 = madd(ai, b1, c31);
      a += aStep;
      b += bStep;
    }
    a += aSkip;
    b += bSkip;
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

/** m[i][j] += sum over k < count of a[k][i] * b[k][j] as in `tile`, in place; rows of m are mRow bytes apart. */
export function addTile(
  a: usize, aStep: usize, b: usize, bStep: usize, count: i32, m: usize, mRow: usize,
): void {
  const m1 = m + mRow, m2 = m1 + mRow, m3 = m2 + mRow;
  let c00 = v128.load(m), c01 = v128.load(m, 16), c10 = v128.load(m1), c11 = v128.load(m1, 16);
  let c20 = v128.load(m2), c21 = v128.load(m2, 16), c30 = v128.load(m3), c31 = v128.load(m3, 16);
  for (const end = a + aStep * <usize>count; a < end; ) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let ai = v128.load_splat<f32>(a);
    c00 = madd(ai, b0, c00);
    c01 = madd(ai, b1, c01);
    ai = v128.load_splat<f32>(a, 4);
    c10 = madd(ai, b0, c10);
    c11 = madd(ai, b1, c11);
    ai = v128.load_splat<f32>(a, 8);
    c20 = madd(ai, b0, c20);
    c21 = madd(ai, b1, c21);
    ai = v128.load_splat<f32>(a, 12);
    c30 = madd(ai, b0, c30);
    c31 = madd(ai, b1, c31);
    a += aStep;
    b += bStep;
  }
  v128.store(m, c00);
  v128.store(m, c01, 16);
  v128.store(m1, c10);
  v128.store(m1, c11, 16);
  v128.store(m2, c20);
  v128.store(m2, c21, 16);
  v128.store(m3, c30);
  v128.store(m3, c31, 16);
}
