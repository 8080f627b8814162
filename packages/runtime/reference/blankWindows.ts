/** For each image and each window whether the image is zero in the rows x columns values from the window's offset on. */
export function blankWindows(
  x: Float32Array,
  size: number,
  offsets: Int32Array,
  rows: number,
  columns: number,
  rowSize: number,
): Uint8Array {
  const isBlank = (image: Float32Array, offset: number) => {
    const places = Array.from({ length: rows }, (_, row) => offset + row * rowSize);
    return places.every((place) => image.subarray(place, place + columns).every((value) => value === 0));
  };
  const blank: number[] = [];
  for (let at = 0; at < x.length; at += size) {
    for (const offset of offsets) blank.push(isBlank(x.subarray(at, at + size), offset) ? 1 : 0);
  }
  return Uint8Array.from(blank);
}
