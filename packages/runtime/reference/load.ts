/** Bytes 0 to 255 as numbers from 0 to 1: times the float nearest 1/255. */
export function scaleBytes(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte) => byte * Math.fround(1 / 255));
}

/** The images of the given indices, each of `size` bytes, scaled. */
export function gatherImages(indices: Uint32Array, images: Uint8Array, size: number): Float32Array {
  return concatenate(Array.from(indices, (i) => scaleBytes(images.slice(i * size, (i + 1) * size))));
}

/** `n` samples of `size` values from sample `sample` on; bytes are scaled. */
export function loadInput(
  from: Uint8Array | Float32Array,
  sample: number,
  size: number,
  n: number,
): Float32Array {
  const part = from.slice(sample * size, (sample + n) * size);
  return part instanceof Uint8Array ? scaleBytes(part) : part;
}

/** The same values. */
export function copy(from: Float32Array): Float32Array {
  return from.slice();
}

/** `result` with the samples of a group, `size` values each, written from sample `first` on. */
export function storeResult(
  from: Float32Array,
  size: number,
  first: number,
  result: Float32Array,
): Float32Array {
  const out = result.slice();
  for (let i = 0; i < from.length; i++) out[first * size + i] = from[i];
  return out;
}

/** Zeros around images of `rows` x `rowFloats` values: rows at top and bottom, values at left and right. */
export interface Padding {
  rows: number;
  rowFloats: number;
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Images in the middle of zeros. */
export function padForward(x: Float32Array, n: number, p: Padding): Float32Array {
  const [height, width] = [p.top + p.rows + p.bottom, p.left + p.rowFloats + p.right];
  const y = new Float32Array(n * height * width);
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < p.rows; r++) {
      for (let c = 0; c < p.rowFloats; c++) {
        y[(i * height + p.top + r) * width + p.left + c] = x[(i * p.rows + r) * p.rowFloats + c];
      }
    }
  }
  return y;
}

/** The middle of padded images. */
export function padBackward(dy: Float32Array, n: number, p: Padding): Float32Array {
  const [height, width] = [p.top + p.rows + p.bottom, p.left + p.rowFloats + p.right];
  const dx = new Float32Array(n * p.rows * p.rowFloats);
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < p.rows; r++) {
      for (let c = 0; c < p.rowFloats; c++) {
        dx[(i * p.rows + r) * p.rowFloats + c] = dy[(i * height + p.top + r) * width + p.left + c];
      }
    }
  }
  return dx;
}

function concatenate(parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
