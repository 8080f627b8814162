/** Opaque gray pixels for a canvas, from one byte for each. */
export function grayPixels(data: Uint8Array | Uint8ClampedArray, width: number, height: number): ImageData {
  const pixels = new ImageData(width, height);
  // Red, green, blue and alpha of a pixel at once: four times as fast.
  const colors = new Uint32Array(pixels.data.buffer);
  for (let i = 0; i < data.length; i++) colors[i] = 0xff000000 | (data[i] * 0x010101);
  return pixels;
}
