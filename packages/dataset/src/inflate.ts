/**
 * Unpacks gzip data into exactly `bytes` bytes by `DecompressionStream`; no more than that is taken, whatever it holds.
 *
 * @throws {RangeError} when it unpacks to another size
 * @throws {TypeError} when it is not gzip data, or damaged
 */
export async function inflate(packed: Uint8Array, bytes: number): Promise<Uint8Array> {
  const unpacked = new Uint8Array(bytes);
  let length = 0;
  const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = stream.pipeThrough(new DecompressionStream("gzip")).getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const chunk = value!;
    if (length + chunk.length > bytes) {
      await reader.cancel();
      throw new RangeError(`it holds more than ${bytes} bytes`);
    }
    unpacked.set(chunk, length);
    length += chunk.length;
  }
  if (length < bytes) throw new RangeError(`it holds ${length} of ${bytes} bytes`);
  return unpacked;
}
