import { MetricsError } from "./errors.js";
import { type Row, SampleMean } from "./sample-mean.js";
import { checkOption } from "./samples.js";

/**
 * The streaming top-k accuracy: how often the true class is among the `k` most probable ones, 0 to 1. Of equally
 * probable classes the one with the higher index ranks first, as in scikit-learn's `top_k_accuracy_score`.
 */
export class TopKAccuracy extends SampleMean {
  readonly #k: number;

  /** @throws {MetricsError} `ERR_METRICS_ARGUMENT` when k is no positive integer */
  constructor(k: number) {
    super();
    checkOption("k", k, Number.isInteger(k) && k > 0, "a positive integer");
    this.#k = k;
  }

  /** @throws {MetricsError} `ERR_METRICS_SHAPE` when the other one has another k */
  override merge(other: this): this {
    if (other && other.#k !== this.#k) {
      throw new MetricsError(
        "ERR_METRICS_SHAPE",
        `cannot merge a top-${other.#k} accuracy into a top-${this.#k} accuracy`,
      );
    }
    return super.merge(other);
  }

  protected override score({ probabilities, offset, classes }: Row, label: number): number {
    const own = probabilities[offset + label];
    let ahead = 0;
    for (let k = 0; k < classes; k++) {
      const other = probabilities[offset + k];
      if (other > own || (other === own && k > label)) ahead++;
    }
    return ahead < this.#k ? 1 : 0;
  }
}

/** The top-k accuracy of one batch, see {@link TopKAccuracy}. */
export function topKAccuracy(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  k: number,
  weights?: ArrayLike<number>,
): number {
  return new TopKAccuracy(k).update(labels, probabilities, weights).compute();
}
