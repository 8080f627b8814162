import { madd } from "./inline/madd";

/**
 * The register tile that matrix products are made of: m[i][j] += sum over k of a[k][i] * b[k][j], i < 4, j < 8.
 *
 * a: 4 consecutive floats for each k, b: 8 consecutive floats for each k. k runs over `rows` rows of `run`; after
 * each k the pointers advance by `aStep`, `bStep` bytes, after each row b by `bSkip` more.
 * m: [4][8] floats, rows `mRow` bytes apart.
 *
 * 4 x 2 vectors and a loop that is not unrolled by hand: 8 accumulators and 6 loads fit the 16 registers of x86,
 * and V8 hoists all loads of a block above its arithmetic, so that anything larger spills. Kernels that begin or end in
 * other ways than with m have this loop once more: sums in registers cannot be handed to a function or returned by one.
 */
export function addTile(
  a: usize, aStep: usize, b: usize, bStep: usize, bSkip: usize, run: i32, rows: i32, m: usize, mRow: usize,
): void {
  const m1 = m + mRow, m2 = m1 + mRow, m3 = m2 + mRow, aRun = aStep * <usize>run;
  let c00 = v128.load(m), c01 = v128.load(m, 16), c10 = v128.load(m1), c11 = v128.load(m1, 16);
  let c20 = v128.load(m2), c21 = v128.load(m2, 16), c30 = v128.load(m3), c31 = v128.load(m3, 16);
  for (; rows > 0; rows--, b += bSkip) {
    for (const end = a + aRun; a < end; ) {
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

/** The same from nothing: m [4][8], overwritten. */
export function tile(
  a: usize, aStep: usize, b: usize, bStep: usize, bSkip: usize, run: i32, rows: i32, m: usize,
): void {
  for (let i: usize = 0; i < 128; i += 16) v128.store(m + i, f32x4.splat(0));
  addTile(a, aStep, b, bStep, bSkip, run, rows, m, 32);
}
