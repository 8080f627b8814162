import { type Zippable, zipSync } from "fflate";
import { checkGiven } from "../check.js";
import type { Split } from "../split.js";

/**
 * Splits as a NumPy .npz file with the names of Keras's mnist.npz: `x_<name>` (N x rows x columns, uint8) and
 * `y_<name>` (N, uint8) for each split, e.g. `numpy.load("mnist.npz")["x_train"]`.
 */
export function toNpz(splits: readonly Split[]): Uint8Array {
  checkGiven({ splits });
  const entries: Zippable = {};
  for (const split of splits) {
    entries[`x_${split.name}.npy`] = toNpy(split.images, [split.length, split.rows, split.columns]);
    entries[`y_${split.name}.npy`] = toNpy(split.labels, [split.length]);
  }
  return zipSync(entries, { level: 6 });
}

/** A NumPy .npy file, format 1.0, of bytes in C order (numpy/lib/format.py describes it). */
function toNpy(data: Uint8Array, shape: readonly number[]): Uint8Array {
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const prefixBytes = 10;
  const alignment = 64;
  const headerBytes = Math.ceil((prefixBytes + dictionary.length + 1) / alignment) * alignment - prefixBytes;
  const header = `${dictionary.padEnd(headerBytes - 1)}\n`;
  const file = new Uint8Array(prefixBytes + headerBytes + data.length);
  file.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, headerBytes & 0xff, headerBytes >> 8]);
  file.set(new TextEncoder().encode(header), prefixBytes);
  file.set(data, prefixBytes + headerBytes);
  return file;
}
