/**
 * Short spans of floats: `memory.fill` and `memory.copy` leave WebAssembly for them, which takes longer than the spans
 * between rows and around images do.
 */

/** Clears `bytes` bytes, a multiple of 4. */
// @ts-ignore: decorator
@inline
export function clearSpan(to: usize, bytes: usize): void {
  const end = to + bytes;
  for (const vectors = to + (bytes & ~15); to < vectors; to += 16) v128.store(to, i32x4.splat(0));
  for (; to < end; to += 4) store<i32>(to, 0);
}

/** Copies `bytes` bytes, a multiple of 4; the spans do not overlap. */
// @ts-ignore: decorator
@inline
export function copySpan(to: usize, from: usize, bytes: usize): void {
  const end = to + bytes;
  for (const vectors = to + (bytes & ~15); to < vectors; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to < end; to += 4, from += 4) store<i32>(to, load<i32>(from));
}
