import { MetricsError } from "./errors.js";
import { ExactSum } from "./exact-sum.js";
import { checkGiven, checkOption, checkSameLength, checkWeights, isClass, labelError } from "./samples.js";

/** What a cell is divided by: its row's sum, its column's sum, or the sum of all. */
export type Normalization = "true" | "pred" | "all";

/** A confusion matrix as plain data: what {@link ConfusionMatrix.toJSON} gives and `from` takes back. */
export interface ConfusionMatrixData {
  classNames: string[];
  /** [K, K], rows = true class, columns = predicted class. */
  counts: number[][];
}

/**
 * Counts how often each class was taken for each: rows are the true class, columns the predicted one, as in
 * scikit-learn. It streams: any split of the samples into `update` calls, in any order, and any `merge` of partial
 * matrices give the same counts to the bit, weighted or not.
 *
 * @example
 * const matrix = new ConfusionMatrix(10);
 * for (const batch of batches) matrix.update(batch.labels, classify(batch.images));
 * matrix.at(4, 9); // how many fours were read as nines
 */
export class ConfusionMatrix {
  /** The name of each class in order; the decimal index when only a number of classes was given. */
  readonly classNames: readonly string[];
  /** [K * K], row-major. */
  readonly #counts: Float64Array;
  /** Exact sums behind `#counts`, from the first weighted update on. */
  #sums: ExactSum[] | undefined;

  /**
   * @param classes the number of classes K, or their K names in the order of the class indices
   * @throws {MetricsError} `ERR_METRICS_ARGUMENT` when K is no positive integer, or two classes share a name
   */
  constructor(classes: number | readonly string[]) {
    checkGiven({ classes });
    if (typeof classes === "number") {
      checkOption("classes", classes, Number.isInteger(classes) && classes > 0, "a positive integer");
    }
    this.classNames =
      typeof classes === "number" ? Array.from({ length: classes }, (_, k) => String(k)) : [...classes];
    if (this.classNames.length === 0 || new Set(this.classNames).size < this.classNames.length) {
      throw new MetricsError(
        "ERR_METRICS_ARGUMENT",
        `class names must be one or more, each different, got ${JSON.stringify(classes)}`,
      );
    }
    this.#counts = new Float64Array(this.size * this.size);
  }

  /**
   * A matrix with the given counts, for example from another worker or a file.
   *
   * @throws {MetricsError} `ERR_METRICS_SHAPE` when the counts are not [K, K] finite numbers >= 0
   */
  static from(data: { counts: number[][]; classNames?: readonly string[] }): ConfusionMatrix {
    checkGiven({ data });
    const { counts, classNames } = data;
    checkGiven({ counts });
    const matrix = new ConfusionMatrix(classNames ?? counts.length);
    const size = matrix.size;
    if (counts.length !== size || counts.some((row) => row.length !== size)) {
      throw new MetricsError(
        "ERR_METRICS_SHAPE",
        `counts must be ${size} rows of ${size}, one for each class`,
      );
    }
    const flat = counts.flat();
    if (!flat.every((count) => count >= 0 && Number.isFinite(count))) {
      throw new MetricsError("ERR_METRICS_SHAPE", "every count must be a finite number that is not negative");
    }
    matrix.#counts.set(flat);
    return matrix;
  }

  /** The number of classes K. */
  get size(): number {
    return this.classNames.length;
  }

  /** The number of samples seen, or the sum of their weights. */
  get total(): number {
    return sum(this.#counts);
  }

  /**
   * How many samples of class `trueClass` were predicted as `predictedClass` (both class indices).
   *
   * @throws {MetricsError} `ERR_METRICS_LABEL` when one of them is no class
   */
  at(trueClass: number, predictedClass: number): number {
    const { size } = this;
    if (!isClass(trueClass, size) || !isClass(predictedClass, size)) {
      throw new MetricsError(
        "ERR_METRICS_LABEL",
        `there is no cell (${trueClass}, ${predictedClass}); with ${size} classes both are integers from 0 to ${size - 1}`,
      );
    }
    return this.#counts[trueClass * size + predictedClass];
  }

  /** Samples of each true class [K], its support. */
  rowSums(): Float64Array {
    return Float64Array.from({ length: this.size }, (_, k) =>
      sum(this.#counts.subarray(k * this.size, (k + 1) * this.size)),
    );
  }

  /** Samples predicted as each class [K]. */
  columnSums(): Float64Array {
    const sums = new Float64Array(this.size);
    this.#counts.forEach((count, i) => {
      sums[i % this.size] += count;
    });
    return sums;
  }

  /**
   * Counts a batch. Nothing is counted when any value is wrong.
   *
   * @param labels true classes [N], integers from 0 to K - 1
   * @param predictions predicted classes [N]
   * @param weights how much each sample counts [N], finite and >= 0; 1 when left out
   * @throws {MetricsError} for a label out of range, lengths that differ, or a bad weight
   */
  update(labels: ArrayLike<number>, predictions: ArrayLike<number>, weights?: ArrayLike<number>): this {
    checkGiven({ labels, predictions });
    checkSameLength(labels.length, predictions.length, "predictions");
    checkWeights(labels.length, weights);
    if (weights) this.#addWeighted(labels, predictions, weights);
    else this.#add(this.#count(labels, predictions));
    return this;
  }

  /**
   * Adds the counts of another matrix of the same classes.
   *
   * @throws {MetricsError} `ERR_METRICS_SHAPE` when the class names or their order differ
   */
  merge(other: ConfusionMatrix): this {
    checkGiven({ other });
    if (other.classNames.join("\0") !== this.classNames.join("\0")) {
      throw new MetricsError(
        "ERR_METRICS_SHAPE",
        `cannot merge a matrix of classes [${other.classNames}] into one of [${this.classNames}]`,
      );
    }
    if (other.#sums) {
      const sums = this.#exactSums();
      other.#sums.forEach((partial, i) => {
        sums[i].merge(partial);
        this.#counts[i] = sums[i].value;
      });
    } else this.#add(other.#counts);
    return this;
  }

  /** The same counts with the classes in another order: `order[i]` is the name of the class that comes i-th. */
  reorder(order: readonly string[]): ConfusionMatrix {
    checkGiven({ order });
    const from = order.map((name) => this.classNames.indexOf(name));
    if (order.length !== this.size || new Set(from).size !== this.size || from.includes(-1)) {
      throw new MetricsError(
        "ERR_METRICS_LABEL",
        `the order [${order}] must name each of the classes [${this.classNames}] once`,
      );
    }
    return ConfusionMatrix.from({
      classNames: order,
      counts: from.map((row) => from.map((column) => this.at(row, column))),
    });
  }

  /**
   * The matrix as fractions [K, K] of the true class ("true": rows sum to 1), of the predicted class ("pred":
   * columns sum to 1) or of all samples ("all"). A row or column without samples stays 0.
   */
  normalize(by: Normalization): number[][] {
    const rows = this.rowSums();
    const columns = this.columnSums();
    const total = this.total;
    const divisors = {
      true: (row: number, _: number) => rows[row],
      pred: (_: number, column: number) => columns[column],
      all: () => total,
    };
    const divisor = divisors[by];
    if (!divisor) {
      throw new MetricsError("ERR_METRICS_ARGUMENT", `normalize takes "true", "pred" or "all", got ${by}`);
    }
    return this.toArray().map((counts, row) =>
      counts.map((count, column) => (count === 0 ? 0 : count / divisor(row, column))),
    );
  }

  /** The counts as rows [K, K]. */
  toArray(): number[][] {
    return this.classNames.map((_, k) => [...this.#counts.subarray(k * this.size, (k + 1) * this.size)]);
  }

  toJSON(): ConfusionMatrixData {
    return { classNames: [...this.classNames], counts: this.toArray() };
  }

  #count(labels: ArrayLike<number>, predictions: ArrayLike<number>): Uint32Array {
    const size = this.size;
    const counts = new Uint32Array(size * size);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i];
      const prediction = predictions[i];
      if (!isClass(label, size)) throw labelError(label, i, size, "label");
      if (!isClass(prediction, size)) throw labelError(prediction, i, size, "prediction");
      counts[label * size + prediction]++;
    }
    return counts;
  }

  #add(counts: ArrayLike<number>): void {
    for (let i = 0; i < counts.length; i++) {
      this.#sums?.[i].add(counts[i]);
      this.#counts[i] = this.#sums?.[i].value ?? this.#counts[i] + counts[i];
    }
  }

  #addWeighted(labels: ArrayLike<number>, predictions: ArrayLike<number>, weights: ArrayLike<number>): void {
    const touched = this.#count(labels, predictions);
    const sums = this.#exactSums();
    for (let i = 0; i < labels.length; i++) sums[labels[i] * this.size + predictions[i]].add(weights[i]);
    touched.forEach((count, i) => {
      if (count > 0) this.#counts[i] = sums[i].value;
    });
  }

  #exactSums(): ExactSum[] {
    this.#sums ??= Array.from(this.#counts, (count) => {
      const exact = new ExactSum();
      exact.add(count);
      return exact;
    });
    return this.#sums;
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
