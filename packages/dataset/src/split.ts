import { refuse } from "./errors.js";
import { shuffledOrder } from "./order.js";
import { positionsWhere, range, stratifiedChoice, stratifiedFolds } from "./partition.js";
import { type Statistics, statistics } from "./statistics.js";

/** One image with its label. */
export interface Sample {
  /** Pixels, row-major, 0 = background, 255 = ink: a view, not a copy. */
  image: Uint8Array;
  label: number;
}

/** Some samples of a split, gathered for one step of training. */
export interface Batch {
  /** `labels.length` x rows x columns pixels, row-major, 0 = background, 255 = ink. */
  images: Uint8Array;
  labels: Uint8Array;
  /** Where each sample stands in the split the batch came from. */
  indices: Uint32Array;
}

export interface BatchOptions {
  /** Samples in a batch; the last one may have fewer. */
  size: number;
  /** Whether to go through the samples in a random order. Default: false. */
  shuffle?: boolean;
  /** Seed of that order, an integer from 0 to 2^32 - 1. Default: 0. */
  seed?: number;
  /** Number of the pass, from 0: each epoch of one seed has its own order. Default: 0. */
  epoch?: number;
  /** Whether to leave out a last batch of fewer samples. Default: false. */
  dropLast?: boolean;
}

/** What a {@link Split} is made of. */
export interface SplitData {
  name: string;
  /** N x rows x columns pixels, row-major, 0 = background, 255 = ink. */
  images: Uint8Array;
  /** N labels, each an index into `classNames`. */
  labels: Uint8Array;
  classNames: readonly string[];
  rows: number;
  columns: number;
}

/** A page's `ImageData`; Node's types have none, and must do without. */
type PageImageData = typeof globalThis extends { ImageData: { prototype: infer Image } } ? Image : never;

/**
 * Images with their labels: a whole split of a data set, or a view of part of one.
 *
 * A view shares the pixels of the split it was made from and keeps only the positions of its samples.
 */
export class Split {
  /** "train", "test", ... : the split of the data set the samples come from. */
  readonly name: string;
  /** What each label means: `classNames[label]`. */
  readonly classNames: readonly string[];
  /** Height of an image in pixels. */
  readonly rows: number;
  /** Width of an image in pixels. */
  readonly columns: number;
  /** Number of samples, N. */
  readonly length: number;
  readonly #data: SplitData;
  readonly #positions?: Uint32Array;
  #gathered?: { images: Uint8Array; labels: Uint8Array };

  /**
   * @param positions the samples of `data` the split shows, in order; all of them when left out
   * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when the arrays do not fit together, a label has no class name, or a
   *   position no sample
   */
  constructor(data: SplitData, positions?: Uint32Array) {
    const { images, labels, classNames, rows, columns } = data;
    if (images.length !== labels.length * rows * columns) {
      const sizes = `${images.length} pixels for ${labels.length} labels of ${rows} x ${columns} images`;
      refuse(`A split needs a label for each image, got ${sizes}.`);
    }
    for (const label of labels) {
      if (label >= classNames.length) refuse(`There is no class name for label ${label}.`);
    }
    for (const position of positions ?? []) {
      if (position >= labels.length) refuse(`There is no sample ${position}.`);
    }
    this.name = data.name;
    this.classNames = classNames;
    this.rows = rows;
    this.columns = columns;
    this.length = positions ? positions.length : labels.length;
    this.#data = data;
    this.#positions = positions;
  }

  /**
   * All pixels: N x rows x columns, row-major, 0 = background, 255 = ink. The data set's own memory for a whole
   * split or a slice of one; other views gather a copy the first time it is asked, and keep it.
   */
  get images(): Uint8Array {
    return this.#arrays().images;
  }

  /** All N labels, each an index into `classNames`; gathered as {@link Split.images} are. */
  get labels(): Uint8Array {
    return this.#arrays().labels;
  }

  #arrays() {
    if (!this.#positions) return this.#data;
    this.#gathered ??= this.gather(range(this.length));
    return this.#gathered;
  }

  #position(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      const split = `split "${this.name}" of ${this.length} samples`;
      refuse(`There is no sample ${index} in the ${split}.`);
    }
    return this.#positions ? this.#positions[index] : index;
  }

  /**
   * The pixels of sample `index` (rows x columns, row-major, 0 = background, 255 = ink): a view, not a copy.
   *
   * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when there is no such sample
   */
  image(index: number): Uint8Array {
    const pixels = this.rows * this.columns;
    const start = this.#position(index) * pixels;
    return this.#data.images.subarray(start, start + pixels);
  }

  /**
   * The label of sample `index`, an index into `classNames`.
   *
   * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when there is no such sample
   */
  label(index: number): number {
    return this.#data.labels[this.#position(index)];
  }

  /** Copies the samples at `indices` (positions in this split) into one batch. */
  gather(indices: Uint32Array): Batch {
    const pixels = this.rows * this.columns;
    const images = new Uint8Array(indices.length * pixels);
    const labels = new Uint8Array(indices.length);
    indices.forEach((index, i) => {
      images.set(this.image(index), i * pixels);
      labels[i] = this.label(index);
    });
    return { images, labels, indices };
  }

  /**
   * A view of the samples at `indices`, in that order.
   *
   * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when one of them is not in the split
   */
  subset(indices: ArrayLike<number>): Split {
    return new Split(
      this.#data,
      Uint32Array.from(indices, (index) => this.#position(index)),
    );
  }

  /** A view of the samples from `start` up to, not including, `end`, with the meaning `Array.prototype.slice` has. */
  slice(start?: number, end?: number): Split {
    if (this.#positions) return new Split(this.#data, this.#positions.slice(start, end));
    const size = this.rows * this.columns;
    const labels = this.#data.labels.subarray(start, end);
    const first = labels.byteOffset - this.#data.labels.byteOffset;
    const images = this.#data.images.subarray(first * size, (first + labels.length) * size);
    return new Split({ ...this.#data, images, labels });
  }

  /** A view of the samples whose label is one of `labels`; labels keep their numbers. */
  filter(...labels: number[]): Split {
    const wanted = new Set(labels);
    return this.subset(range(this.length).filter((index) => wanted.has(this.label(index))));
  }

  /**
   * Parts the split into two views, each class in the same share of both (see {@link stratifiedChoice}).
   *
   * @param options.validation a share in [0, 1), or a number of samples when 1 or more
   * @param options.seed an integer from 0 to 2^32 - 1. Default: 0.
   * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when there are not that many samples
   * @throws {RandomError} (of `@mnist/random`) `ERR_MNIST_ARGUMENT` when the seed is out of its range
   */
  split(options: { validation: number; seed?: number }): { train: Split; validation: Split } {
    const { validation, seed = 0 } = options;
    const count = validation > 0 && validation < 1 ? Math.round(validation * this.length) : validation;
    const { chosen, others } = stratifiedChoice(this.labels, count, seed);
    return { train: this.subset(others), validation: this.subset(chosen) };
  }

  /**
   * The `k` ways of keeping one of `k` equal, stratified folds for validation (see {@link stratifiedFolds}).
   *
   * @throws {DatasetError} `ERR_MNIST_ARGUMENT` unless 2 <= k <= N
   * @throws {RandomError} (of `@mnist/random`) `ERR_MNIST_ARGUMENT` when the seed is out of its range
   */
  folds(k: number, options: { seed?: number } = {}): { train: Split; validation: Split }[] {
    const folds = stratifiedFolds(this.labels, k, options.seed ?? 0);
    return Array.from({ length: k }, (_, fold) => ({
      train: this.subset(positionsWhere(folds, fold, false)),
      validation: this.subset(positionsWhere(folds, fold)),
    }));
  }

  /** Class counts, mean and standard deviation of the samples (0.1307 and 0.3081 for MNIST's training split). */
  statistics(): Statistics {
    return statistics(this.images, this.labels, this.classNames.length);
  }

  /**
   * Sample `index` as RGBA pixels for a canvas: white ink on black, opaque.
   *
   * @throws {ReferenceError} where there is no `ImageData` (Node without a canvas library)
   */
  toImageData(index: number): PageImageData {
    const image = this.image(index);
    const rgba = new Uint8ClampedArray(4 * image.length);
    image.forEach((value, pixel) => {
      rgba.set([value, value, value, 255], 4 * pixel);
    });
    return new ImageData(rgba, this.columns, this.rows);
  }

  /**
   * Goes through the samples once, batch by batch, in order or, with `shuffle`, in the order {@link shuffledOrder}
   * gives for (seed, epoch): batch `b` holds the samples from `b * size` up to `(b + 1) * size` of that order.
   *
   * @throws {DatasetError} `ERR_MNIST_ARGUMENT` when `size` is not a positive integer
   * @throws {RandomError} (of `@mnist/random`) `ERR_MNIST_ARGUMENT` when the seed of an order is out of its range
   */
  *batches(options: BatchOptions): Generator<Batch, void, undefined> {
    const { size, shuffle = false, seed = 0, epoch = 0, dropLast = false } = options;
    if (!Number.isInteger(size) || size < 1) {
      refuse(`The batch size must be a positive integer, got ${size}.`);
    }
    const order = shuffle ? shuffledOrder(this.length, seed, epoch) : range(this.length);
    const end = dropLast ? this.length - (this.length % size) : this.length;
    for (let start = 0; start < end; start += size) {
      yield this.gather(order.subarray(start, Math.min(start + size, end)));
    }
  }

  /** Goes through the samples in order. */
  *[Symbol.iterator](): Generator<Sample, void, undefined> {
    for (let i = 0; i < this.length; i++) yield { image: this.image(i), label: this.label(i) };
  }
}
