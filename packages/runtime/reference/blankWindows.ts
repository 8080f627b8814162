/**
 * For each image and each window 0 where the image is not all zero in the rows x columns values from the window's offset on,
 * elsewhere 1 for the first window of all and 2 for the others.
 */
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
    for (const offset of offsets) {
      if (!isBlank(x.subarray(at, at + size), offset)) blank.push(0);
      else blank.push(blank.includes(1) ? 2 : 1);
    }
  }
  return Uint8Array.from(blank);
}
