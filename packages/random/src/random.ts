import { threefry2x32 } from "./threefry.js";

const TWO_POW_32 = 2 ** 32;

/** An argument that is out of its range: a `RangeError` with a stable `code`. */
export class RandomError extends RangeError {
  override readonly name = "RandomError";
  readonly code = "ERR_MNIST_ARGUMENT";
}

/**
 * A stream of random numbers: a pure function of (seed, purpose, position).
 *
 * The key is (seed, FNV-1a hash of the purpose's UTF-8 bytes); word `n` of the stream is word `n & 1` of
 * `threefry2x32(key, [n >> 1, lane])`, `lane` being 0 unless the stream came from {@link Random.lane}.
 */
export class Random {
  /** How many 32-bit words were drawn: set it to go to any place of the stream, keep it to resume one. */
  position = 0;
  readonly #seed: number;
  readonly #purpose: string;
  readonly #key1: number;
  readonly #lane: number;
  readonly #block = new Uint32Array(2);
  #blockIndex = -1;

  /**
   * @param seed an integer from 0 to 2^32 - 1
   * @param purpose the stream's name, e.g. "dropout": different names give independent streams of one seed
   * @throws {RandomError} when the seed is not such an integer
   */
  constructor(seed: number, purpose: string, lane = 0) {
    checkInteger("seed", seed, 0, TWO_POW_32 - 1);
    this.#seed = seed;
    this.#purpose = purpose;
    this.#key1 = streamKey(purpose);
    this.#lane = lane | 0;
  }

  /** The stream numbered `index` (an integer from 0 to 2^32 - 1) beside this one: one for each sample or step. */
  lane(index: number): Random {
    return new Random(this.#seed, this.#purpose, index);
  }

  /** The next unsigned 32-bit word. */
  uint32(): number {
    const blockIndex = Math.floor(this.position / 2);
    if (blockIndex !== this.#blockIndex) {
      threefry2x32(this.#seed, this.#key1, blockIndex | 0, this.#lane, this.#block);
      this.#blockIndex = blockIndex;
    }
    return this.#block[this.position++ % 2];
  }

  /** Uniform in [low, high), from the upper 24 bits of one word: every value is exact in float32 for [0, 1). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * ((this.uint32() >>> 8) / 2 ** 24);
  }

  /** Normal, by Box and Muller (1958) from two words; the second of each pair is not kept. */
  normal(mean = 0, standardDeviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return mean + standardDeviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * A uniform integer in [0, bound), without bias: words at or above the last multiple of `bound` are skipped.
   *
   * @throws {RandomError} unless `bound` is an integer from 1 to 2^32
   */
  integer(bound: number): number {
    checkInteger("bound", bound, 1, TWO_POW_32);
    const limit = TWO_POW_32 - (TWO_POW_32 % bound);
    let word = this.uint32();
    while (word >= limit) word = this.uint32();
    return word % bound;
  }

  /** Shuffles `values` in place and returns them (Fisher and Yates, from the last place down to the second). */
  shuffle<T extends { length: number; [index: number]: unknown }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [values[i], values[j]] = [values[j], values[i]];
    }
    return values;
  }

  /** The integers 0 ... length - 1 in random order. */
  permutation(length: number): Uint32Array {
    return this.shuffle(Uint32Array.from({ length }, (_, i) => i));
  }
}

function checkInteger(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RandomError(`${name} must be an integer from ${least} to ${most}, got ${value}`);
  }
}

/** The 32-bit FNV-1a hash of a purpose's UTF-8 bytes: the second half of its stream's key. */
export function streamKey(purpose: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(purpose)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
