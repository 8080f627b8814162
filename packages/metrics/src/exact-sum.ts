/**
 * A running sum without rounding: the value is the exact sum of everything added, rounded once at the end. It is
 * therefore the same, to the bit, for any order of the samples and any split into batches or workers.
 *
 * Shewchuk, "Adaptive precision floating-point arithmetic and fast robust geometric predicates" (1997); the
 * algorithm of Python's `math.fsum`.
 */
export class ExactSum {
  /** Non-overlapping, increasing in magnitude; their exact sum is the sum so far. */
  readonly #partials: number[] = [];

  /** Adds one finite number. */
  add(value: number): void {
    const partials = this.#partials;
    let x = value;
    let kept = 0;
    for (let i = 0; i < partials.length; i++) {
      const y = partials[i];
      const sum = x + y;
      const error = Math.abs(x) < Math.abs(y) ? x - (sum - y) : y - (sum - x);
      if (error !== 0) partials[kept++] = error;
      x = sum;
    }
    partials[kept++] = x;
    // Setting the length is slow even where it changes nothing.
    if (kept < partials.length) partials.length = kept;
  }

  /** Adds all that the other sum has seen. */
  merge(other: ExactSum): void {
    for (const partial of [...other.#partials]) this.add(partial);
  }

  /** The sum, correctly rounded to float64; 0 when nothing was added. */
  get value(): number {
    const partials = this.#partials;
    let i = partials.length - 1;
    if (i < 0) return 0;
    let high = partials[i--];
    let low = 0;
    while (i >= 0 && low === 0) {
      const x = high;
      const y = partials[i--];
      high = x + y;
      low = y - (high - x);
    }
    // Round half to even over the partials that are left: the halfway case needs the sign of what follows.
    if (i >= 0 && low < 0 === partials[i] < 0 && low !== 0 && partials[i] !== 0) {
      const doubled = low * 2;
      const candidate = high + doubled;
      if (doubled === candidate - high) high = candidate;
    }
    return high;
  }
}
