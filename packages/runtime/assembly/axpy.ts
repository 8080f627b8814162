import { madd } from "./inline/madd";

/**
 * d[r][i] += sum over the list of factor * s[r][i]: `rows` rows of `bytes` bytes (a multiple of 16), for sources in the
 * cache.
 *
 * list: `count` entries {i32 byte offset of s from `base`, f32 factor}. Rows of d are dRow bytes apart, of s sRow.
 * So much of a row stays in registers for the whole list as V8 has registers for, together with the loads that it hoists.
 */
export function axpyRows(d: usize, dRow: usize, list: usize, count: i32, base: usize, sRow: usize, rows: i32, bytes: usize): void {
  if (count == 0) return;
  const end = list + (<usize>count << 3);
  for (; rows > 0; rows--, d += dRow, base += sRow) {
    let i: usize = 0;
    // Seven and eight vectors are rather 4 + 3 and 4 + 4.
    for (; bytes - i >= 144 || bytes - i == 96; i += 96) axpy6(d + i, list, end, base + i);
    for (; bytes - i >= 64; i += 64) axpy4(d + i, list, end, base + i);
    for (; bytes - i >= 48; i += 48) axpy3(d + i, list, end, base + i);
    for (; i < bytes; i += 16) axpy1(d + i, list, end, base + i);
  }
}

function axpy6(d: usize, list: usize, end: usize, base: usize): void {
  let a0 = v128.load(d), a1 = v128.load(d, 16), a2 = v128.load(d, 32);
  let a3 = v128.load(d, 48), a4 = v128.load(d, 64), a5 = v128.load(d, 80);
  for (; list < end; list += 8) {
    const s = base + load<u32>(list), factor = v128.load_splat<f32>(list, 4);
    a0 = madd(factor, v128.load(s), a0);
    a1 = madd(factor, v128.load(s, 16), a1);
    a2 = madd(factor, v128.load(s, 32), a2);
    a3 = madd(factor, v128.load(s, 48), a3);
    a4 = madd(factor, v128.load(s, 64), a4);
    a5 = madd(factor, v128.load(s, 80), a5);
  }
  v128.store(d, a0);
  v128.store(d, a1, 16);
  v128.store(d, a2, 32);
  v128.store(d, a3, 48);
  v128.store(d, a4, 64);
  v128.store(d, a5, 80);
}

function axpy4(d: usize, list: usize, end: usize, base: usize): void {
  let a0 = v128.load(d), a1 = v128.load(d, 16), a2 = v128.load(d, 32), a3 = v128.load(d, 48);
  for (; list < end; list += 8) {
    const s = base + load<u32>(list), factor = v128.load_splat<f32>(list, 4);
    a0 = madd(factor, v128.load(s), a0);
    a1 = madd(factor, v128.load(s, 16), a1);
    a2 = madd(factor, v128.load(s, 32), a2);
    a3 = madd(factor, v128.load(s, 48), a3);
  }
  v128.store(d, a0);
  v128.store(d, a1, 16);
  v128.store(d, a2, 32);
  v128.store(d, a3, 48);
}

function axpy3(d: usize, list: usize, end: usize, base: usize): void {
  let a0 = v128.load(d), a1 = v128.load(d, 16), a2 = v128.load(d, 32);
  for (; list < end; list += 8) {
    const s = base + load<u32>(list), factor = v128.load_splat<f32>(list, 4);
    a0 = madd(factor, v128.load(s), a0);
    a1 = madd(factor, v128.load(s, 16), a1);
    a2 = madd(factor, v128.load(s, 32), a2);
  }
  v128.store(d, a0);
  v128.store(d, a1, 16);
  v128.store(d, a2, 32);
}

function axpy1(d: usize, list: usize, end: usize, base: usize): void {
  let sum = v128.load(d);
  for (; list < end; list += 8) {
    sum = madd(v128.load_splat<f32>(list, 4), v128.load(base + load<u32>(list)), sum);
  }
  v128.store(d, sum);
}

/**
 * The same for one long row of sources in memory: they are read from their beginnings to their ends, four at a time, as
 * memory likes it.
 */
export function axpyRow(d: usize, list: usize, count: i32, base: usize, bytes: usize): void {
  for (; count >= 4; count -= 4, list += 32) stream4(d, list, base, bytes);
  for (; count > 0; count--, list += 8) stream1(d, list, base, bytes);
}

function stream4(d: usize, list: usize, base: usize, bytes: usize): void {
  const f0 = v128.load_splat<f32>(list, 4), f1 = v128.load_splat<f32>(list, 12);
  const f2 = v128.load_splat<f32>(list, 20), f3 = v128.load_splat<f32>(list, 28);
  let s0 = base + load<u32>(list), s1 = base + load<u32>(list, 8), s2 = base + load<u32>(list, 16), s3 = base + load<u32>(list, 24);
  const pairs = bytes & ~31;
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
  if (bytes == pairs) return;
  let a = madd(f0, v128.load(s0), v128.load(d));
  a = madd(f1, v128.load(s1), a);
  a = madd(f2, v128.load(s2), a);
  v128.store(d, madd(f3, v128.load(s3), a));
}

function stream1(d: usize, list: usize, base: usize, bytes: usize): void {
  const factor = v128.load_splat<f32>(list, 4);
  for (let s = base + load<u32>(list), end = d + bytes; d < end; d += 16, s += 16) {
    v128.store(d, madd(factor, v128.load(s), v128.load(d)));
  }
}
