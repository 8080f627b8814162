/** IEEE 754 binary16, as tfjs stores weights in half the space. */

/** From so many values on, WebAssembly is quicker: the engine begins to compile a loop in JavaScript too late. */
const manyValues = 4096;
/** Values that are converted at a time: what bounds the memory for it. */
const chunk = 1 << 16;
/**
 * `expand(count)` does what {@link expandInJavaScript} does, from the binary16 at byte `4 * count` to the float32 at
 * byte 0 of the memory it imports; compiled from
 *
 *     for (let i = 0; i < count; i++) {
 *       const half: u32 = load<u16>((count << 2) + (i << 1));
 *       const special: u32 = (half & 0x7c00) == 0x7c00 ? 0x7f800000 : 0;
 *       const bits: u32 = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13) | special;
 *       store<f32>(i << 2, reinterpret<f32>(bits) * <f32>5.192296858534828e33);
 *     }
 */
const kernel =
  "AGFzbQEAAAABBQFgAX8AAg8BA2VudgZtZW1vcnkCAAADAgEABxMCBmV4cGFuZAAABm1lbW9yeQIACmIBYAECfwNAIAAgAUoEQCABQQJ0IABBAnQg" +
  "AUEBdGovAQAiAkGAgAJxQRB0IAJB//8BcUENdHJBgICA/AdBACACQYD4AXFBgPgBRhtyvkMAAIB3lDgCACABQQFqIQEMAQsLCw==";

/** Rounded to nearest, ties to even. */
export function float32ToFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (word) => {
    const sign = (word >>> 16) & 0x8000;
    const exponent = ((word >>> 23) & 0xff) - 112;
    const mantissa = word & 0x7fffff;
    if (exponent >= 31) return sign | ((word & 0x7fffffff) > 0x7f800000 ? 0x7e00 : 0x7c00);
    if (exponent < -10) return sign;
    const shift = exponent > 0 ? 13 : 14 - exponent;
    const significand = exponent > 0 ? mantissa : mantissa | 0x800000;
    const kept = significand >>> shift;
    const rest = significand & ((1 << shift) - 1);
    const half = 1 << (shift - 1);
    const roundUp = rest > half || (rest === half && kept & 1) ? 1 : 0;
    return sign | ((exponent > 0 ? exponent << 10 : 0) + kept + roundUp);
  });
}

/** The exact float32 value of each binary16, written to `floats`. */
export function float16ToFloat32(
  values: Uint16Array,
  floats: Float32Array<ArrayBuffer> = new Float32Array(values.length),
): Float32Array {
  if (values.length < manyValues || !expandInWebAssembly(values, floats)) expandInJavaScript(values, floats);
  return floats;
}

function expandInJavaScript(values: Uint16Array, floats: Float32Array<ArrayBuffer>): void {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < values.length; i++) {
    const word = values[i];
    const isSpecial = (word & 0x7c00) === 0x7c00; // infinities and NaN keep the largest exponent
    bits[i] = ((word & 0x8000) << 16) | ((word & 0x7fff) << 13) | (isSpecial ? 0x7f800000 : 0);
    // Corrects the exponent's bias, exactly, in subnormal numbers too.
    floats[i] *= 2 ** 112;
  }
}

let compiled: WebAssembly.Module | undefined;

/** @returns false where there is no WebAssembly, as in pages whose content security policy forbids it */
function expandInWebAssembly(values: Uint16Array, floats: Float32Array): boolean {
  try {
    compiled ??= new WebAssembly.Module(
      Uint8Array.from(atob(kernel), (character) => character.charCodeAt(0)),
    );
    const memory = new WebAssembly.Memory({
      initial: Math.ceil((Math.min(values.length, chunk) * 6) / 65536),
    });
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    const expand = exports.expand as (count: number) => void;
    for (let start = 0; start < values.length; start += chunk) {
      const halves = values.subarray(start, start + chunk);
      new Uint16Array(memory.buffer, halves.length * 4, halves.length).set(halves);
      expand(halves.length);
      floats.set(new Float32Array(memory.buffer, 0, halves.length), start);
    }
    return true;
  } catch {
    return false;
  }
}
