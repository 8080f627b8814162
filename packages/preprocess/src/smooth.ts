/** The plane blurred by the binomial filter 1 2 1 both ways: noise of single pixels falls to 3/8. */
export function smooth(plane: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint16Array(plane.length);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    const end = start + width - 1;
    for (let p = start; p <= end; p++) {
      rows[p] = plane[p > start ? p - 1 : p] + 2 * plane[p] + plane[p < end ? p + 1 : p];
    }
  }
  const out = new Uint8Array(plane.length);
  const last = plane.length - width;
  for (let p = 0; p < out.length; p++) {
    const above = p >= width ? p - width : p;
    const below = p < last ? p + width : p;
    out[p] = (rows[above] + 2 * rows[p] + rows[below] + 8) >> 4;
  }
  return out;
}
