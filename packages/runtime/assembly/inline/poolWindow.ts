/**
 * Four channels of one 2x2 max-pooling window: y = relu?(max(o0..o3) + bias), at = the i32 of offsets[0..3] that
 * belongs to the first largest.
 */
// @ts-ignore: decorator
@inline
export function poolWindow(
  o0: v128, o1: v128, o2: v128, o3: v128, bias: v128, relu: i32, offsets: usize, y: usize, at: usize,
): void {
  const right0 = f32x4.gt(o1, o0), right1 = f32x4.gt(o3, o2);
  const top = f32x4.pmax(o0, o1), bottom = f32x4.pmax(o2, o3), down = f32x4.gt(bottom, top);
  const best = f32x4.add(f32x4.pmax(top, bottom), bias);
  const above = v128.bitselect(v128.load32_splat(offsets, 4), v128.load32_splat(offsets), right0);
  const below = v128.bitselect(v128.load32_splat(offsets, 12), v128.load32_splat(offsets, 8), right1);
  v128.store(y, relu ? f32x4.pmax(f32x4.splat(0), best) : best);
  v128.store(at, v128.bitselect(below, above, down));
}
