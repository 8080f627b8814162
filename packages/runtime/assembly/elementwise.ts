/** out[i] = a[i] + b[i], i < count; out may be a. */
export function add(a: usize, b: usize, out: usize, count: i32): void {
  let i: usize = 0;
  for (const end = <usize>((count & ~3) * 4); i < end; i += 16)
    v128.store(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  for (const end = <usize>(count * 4); i < end; i += 4)
    store<f32>(out + i, load<f32>(a + i) + load<f32>(b + i));
}

/** Copies `rows` rows of `cols` floats between matrices whose rows are `fromRow` and `toRow` floats apart. */
export function copyRows(from: usize, fromRow: i32, to: usize, toRow: i32, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    memory.copy(to, from, <usize>(cols * 4));
    from += <usize>(fromRow * 4);
    to += <usize>(toRow * 4);
  }
}

/** Clears count bytes. */
export function clear(at: usize, count: i32): void {
  memory.fill(at, 0, <usize>count);
}
