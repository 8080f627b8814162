/** How often each level 0..255 occurs in a plane of bytes; counts and means of ranges are answered from running sums. */
export class Histogram {
  /** How many values lie below each level, 0 to 256. */
  private readonly counts = new Float64Array(257);
  /** Their sum. */
  private readonly sums = new Float64Array(257);

  constructor(plane: Uint8Array) {
    const counts = countLevels(plane);
    for (let v = 0; v < 256; v++) {
      this.counts[v + 1] = this.counts[v] + counts[v];
      this.sums[v + 1] = this.sums[v] + v * counts[v];
    }
  }

  /** The number of values in [low, high). */
  count(low: number, high: number): number {
    const [from, to] = range(low, high);
    return this.counts[to] - this.counts[from];
  }

  /** The mean of the values in [low, high); `low` when there are none. */
  mean(low: number, high: number): number {
    const [from, to] = range(low, high);
    const count = this.counts[to] - this.counts[from];
    return count > 0 ? (this.sums[to] - this.sums[from]) / count : low;
  }

  /** The most frequent level in [from, to), the lowest of equals. */
  mode(from: number, to: number): number {
    let mode = from;
    for (let v = from; v < to; v++) if (this.count(v, v + 1) > this.count(mode, mode + 1)) mode = v;
    return mode;
  }

  /** The lowest level with the share `q` of the values from `from` on at or below it; `from` when there are none. */
  quantile(q: number, from = 0): number {
    const wanted = this.counts[from] + q * this.count(from, 256);
    for (let v = from; v < 256; v++) if (this.counts[v + 1] >= wanted) return v;
    return from;
  }
}

/** The levels in [low, high) as a range of whole numbers; empty where `high` does not exceed `low`. */
function range(low: number, high: number): [number, number] {
  const from = Math.min(256, Math.max(0, Math.ceil(low)));
  return [from, Math.min(256, Math.max(from, Math.ceil(high)))];
}

/** Counts in four arrays in turn: of neighbors, which are often equal, none waits until the other is counted. */
function countLevels(plane: Uint8Array): Uint32Array {
  const [first, second, third, fourth] = Array.from({ length: 4 }, () => new Uint32Array(256));
  const whole = plane.length - (plane.length % 4);
  for (let i = 0; i < whole; i += 4) {
    first[plane[i]]++;
    second[plane[i + 1]]++;
    third[plane[i + 2]]++;
    fourth[plane[i + 3]]++;
  }
  for (let i = whole; i < plane.length; i++) first[plane[i]]++;
  return first.map((count, v) => count + second[v] + third[v] + fourth[v]);
}
