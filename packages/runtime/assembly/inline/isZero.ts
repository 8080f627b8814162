/** Whether `rows` rows of `bytes` bytes, one vector at least, are all zero. The last vector of a row may overlap the one before. */
// @ts-ignore: decorator
@inline
export function isZero(x: usize, rows: i32, bytes: usize, rowStride: usize): bool {
  let any = i32x4.splat(0);
  const last = max(bytes, 16) - 16;
  for (; rows > 0; rows--, x += rowStride) {
    for (let i: usize = 0; i < last; i += 16) any = v128.or(any, v128.load(x + i));
    any = v128.or(any, v128.load(x + last));
  }
  return !v128.any_true(any);
}
