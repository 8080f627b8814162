/** FNV-1a of a purpose's UTF-8 bytes: the second key of a stream, as in @mnist/random (a test compares the two). */
export function streamKey(purpose: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(purpose)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
