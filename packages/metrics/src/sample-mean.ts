import { ExactSum } from "./exact-sum.js";
import { checkGiven, checkProbabilities } from "./samples.js";

/** One row of probabilities inside the flat array: its K values start at `offset`. */
export interface Row {
  probabilities: ArrayLike<number>;
  offset: number;
  classes: number;
}

/**
 * The streaming weighted mean of a score of each sample. Sums are exact, so order, batch sizes and merging do not
 * change one bit of the result.
 */
export abstract class SampleMean {
  readonly #scores = new ExactSum();
  readonly #weights = new ExactSum();

  /** The score of one sample of class `label`. */
  protected abstract score(row: Row, label: number): number;

  /**
   * Takes in a batch. Nothing is taken in when any value is wrong.
   *
   * @param labels true classes [N]
   * @param probabilities [N, K], row-major, each row summing to 1
   * @param weights how much each sample counts [N], finite and >= 0; 1 when left out
   * @throws {MetricsError} for values out of range or lengths that do not fit
   */
  update(labels: ArrayLike<number>, probabilities: ArrayLike<number>, weights?: ArrayLike<number>): this {
    const classes = checkProbabilities(labels, probabilities, weights);
    for (let i = 0; i < labels.length; i++) {
      const weight = weights?.[i] ?? 1;
      this.#scores.add(weight * this.score({ probabilities, offset: i * classes, classes }, labels[i]));
      this.#weights.add(weight);
    }
    return this;
  }

  /** Adds all that another accumulator of the same kind has seen. */
  merge(other: this): this {
    checkGiven({ other });
    this.#scores.merge(other.#scores);
    this.#weights.merge(other.#weights);
    return this;
  }

  /** The mean over all samples so far; NaN before the first. Does not reset. */
  compute(): number {
    return this.#scores.value / this.#weights.value;
  }
}
