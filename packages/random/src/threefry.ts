/**
 * Threefry-2x32 with 20 rounds: the counter-based generator of Salmon, Moraes, Dror and Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), the same as Random123's and JAX's.
 *
 * Counter-based means random access: word `n` of a stream is a pure function of (key, n), so any thread can
 * compute any part of a stream, and resuming a stream is knowing one number.
 */

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const PARITY = 0x1bd11bda;

/**
 * Encrypts the 64-bit counter (`counter0` low, `counter1` high) under the 64-bit key and writes two uniformly
 * distributed unsigned 32-bit words to `out[0]` and `out[1]`.
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array,
): void {
  const keys = [key0, key1, PARITY ^ key0 ^ key1];
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = ROTATIONS[round & 7];
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    if ((round & 3) === 3) {
      const injection = (round + 1) >> 2;
      x0 = (x0 + keys[injection % 3]) | 0;
      x1 = (x1 + keys[(injection + 1) % 3] + injection) | 0;
    }
  }
  out[0] = x0;
  out[1] = x1;
}
