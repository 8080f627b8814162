import { madd } from "./inline/madd";

/**
 * d[r][i] += sum over the list of factor * s[r][i]: `rows` rows of `bytes` bytes (a multiple of 16).
 *
 * list: `count` entries {i32 byte offset of s from `base`, f32 factor}. Rows of d are dRow bytes apart, of s sRow.
 * Up to four sources at a time: more need more registers than there are.
 */
export function axpyRows(d: usize, dRow: usize, list: usize, count: i32, base: usize, sRow: usize, rows: i32, bytes: usize): void {
  for (; count >= 4; count -= 4, list += 32) axpy4(d, dRow, list, base, sRow, rows, bytes);
  if (count == 3) axpy3(d, dRow, list, base, sRow, rows, bytes);
  else if (count == 2) axpy2(d, dRow, list, base, sRow, rows, bytes);
  else if (count == 1) axpy1(d, dRow, list, base, sRow, rows, bytes);
}

function axpy4(d: usize, dRow: usize, list: usize, base: usize, sRow: usize, rows: i32, bytes: usize): void {
  const f0 = v128.load_splat<f32>(list, 4), f1 = v128.load_splat<f32>(list, 12);
  const f2 = v128.load_splat<f32>(list, 20), f3 = v128.load_splat<f32>(list, 28);
  let s0 = base + load<u32>(list), s1 = base + load<u32>(list, 8), s2 = base + load<u32>(list, 16), s3 = base + load<u32>(list, 24);
  const pairs = bytes & ~31, dSkip = dRow - pairs, sSkip = sRow - pairs;
  for (; rows > 0; rows--) {
    for (const end = d + pairs; d < end; d += 32) {
      let a = v128.load(d), b = v128.load(d, 16);
      a = madd(f0, v128.load(s0), a);
      b = madd(f0, v128.load(s0, 16), b);
      a = madd(f1, v128.load(s1), a);
      b = madd(f1, v128.load(s1, 16), b);
      a = madd(f2, v128.load(s2), a);
      b = madd(f2, v128.load(s2, 16), b);
      a = madd(f3, v128.load(s3), a);
      b = madd(f3, v128.load(s3, 16), b);
      v128.store(d, a);
      v128.store(d, b, 16);
      s0 += 32;
      s1 += 32;
      s2 += 32;
      s3 += 32;
    }
    if (bytes != pairs) {
      let a = madd(f0, v128.load(s0), v128.load(d));
      a = madd(f1, v128.load(s1), a);
      a = madd(f2, v128.load(s2), a);
      v128.store(d, madd(f3, v128.load(s3), a));
    }
    d += dSkip;
    s0 += sSkip;
    s1 += sSkip;
    s2 += sSkip;
    s3 += sSkip;
  }
}

function axpy3(d: usize, dRow: usize, list: usize, base: usize, sRow: usize, rows: i32, bytes: usize): void {
  const f0 = v128.load_splat<f32>(list, 4), f1 = v128.load_splat<f32>(list, 12), f2 = v128.load_splat<f32>(list, 20);
  let s0 = base + load<u32>(list), s1 = base + load<u32>(list, 8), s2 = base + load<u32>(list, 16);
  const pairs = bytes & ~31, dSkip = dRow - pairs, sSkip = sRow - pairs;
  for (; rows > 0; rows--) {
    for (const end = d + pairs; d < end; d += 32) {
      let a = v128.load(d), b = v128.load(d, 16);
      a = madd(f0, v128.load(s0), a);
      b = madd(f0, v128.load(s0, 16), b);
      a = madd(f1, v128.load(s1), a);
      b = madd(f1, v128.load(s1, 16), b);
      a = madd(f2, v128.load(s2), a);
      b = madd(f2, v128.load(s2, 16), b);
      v128.store(d, a);
      v128.store(d, b, 16);
      s0 += 32;
      s1 += 32;
      s2 += 32;
    }
    if (bytes != pairs) {
      const a = madd(f1, v128.load(s1), madd(f0, v128.load(s0), v128.load(d)));
      v128.store(d, madd(f2, v128.load(s2), a));
    }
    d += dSkip;
    s0 += sSkip;
    s1 += sSkip;
    s2 += sSkip;
  }
}

function axpy2(d: usize, dRow: usize, list: usize, base: usize, sRow: usize, rows: i32, bytes: usize): void {
  const f0 = v128.load_splat<f32>(list, 4), f1 = v128.load_splat<f32>(list, 12);
  let s0 = base + load<u32>(list), s1 = base + load<u32>(list, 8);
  const pairs = bytes & ~31, dSkip = dRow - pairs, sSkip = sRow - pairs;
  for (; rows > 0; rows--) {
    for (const end = d + pairs; d < end; d += 32) {
      const a = madd(f0, v128.load(s0), v128.load(d)), b = madd(f0, v128.load(s0, 16), v128.load(d, 16));
      v128.store(d, madd(f1, v128.load(s1), a));
      v128.store(d, madd(f1, v128.load(s1, 16), b), 16);
      s0 += 32;
      s1 += 32;
    }
    if (bytes != pairs) v128.store(d, madd(f1, v128.load(s1), madd(f0, v128.load(s0), v128.load(d))));
    d += dSkip;
    s0 += sSkip;
    s1 += sSkip;
  }
}

function axpy1(d: usize, dRow: usize, list: usize, base: usize, sRow: usize, rows: i32, bytes: usize): void {
  const f0 = v128.load_splat<f32>(list, 4);
  let s0 = base + load<u32>(list);
  const pairs = bytes & ~31, dSkip = dRow - pairs, sSkip = sRow - pairs;
  for (; rows > 0; rows--) {
    for (const end = d + pairs; d < end; d += 32) {
      v128.store(d, madd(f0, v128.load(s0), v128.load(d)));
      v128.store(d, madd(f0, v128.load(s0, 16), v128.load(d, 16)), 16);
      s0 += 32;
    }
    if (bytes != pairs) v128.store(d, madd(f0, v128.load(s0), v128.load(d)));
    d += dSkip;
    s0 += sSkip;
  }
}
