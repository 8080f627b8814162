/**
 * `a * b + c` in four lanes. The one place where the two builds differ: relaxed SIMD may round once (fused
 * multiply-add), plain SIMD rounds twice and gives the same bits everywhere.
 */
// @ts-expect-error: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}
