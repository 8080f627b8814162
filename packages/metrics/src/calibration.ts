import { MetricsError } from "./errors.js";
import { ExactSum } from "./exact-sum.js";
import { quantile } from "./quantile.js";
import { checkGiven, checkOption, checkSameLength, topLabel } from "./samples.js";

/** Samples of similar confidence. */
export interface CalibrationBin {
  /** The bin holds confidences in (low, high]; the first one holds `low`, too. */
  low: number;
  high: number;
  samples: number;
  /** The mean confidence of its samples; `NaN` without samples. */
  confidence: number;
  /** The fraction of its samples that were right; `NaN` without samples. */
  accuracy: number;
}

/** How well confidence, the probability of the predicted class, matches the rate of being right. */
export interface CalibrationCurve {
  bins: CalibrationBin[];
  /** Expected calibration error (ECE): the mean of |accuracy - confidence| over the bins weighted by samples. */
  expectedError: number;
  /** Maximum calibration error (MCE): the largest |accuracy - confidence| of a bin. */
  maximumError: number;
}

export interface CalibrationOptions {
  /** The number of bins. Default 15, as in Guo et al. (2017). */
  bins?: number;
  /** "uniform" (default): bins of equal width; "quantile": adaptive bins of about equally many samples. */
  strategy?: "uniform" | "quantile";
}

/**
 * The streaming reliability curve over bins of equal width, with expected and maximum calibration error.
 * Guo, Pleiss, Sun and Weinberger (2017), "On calibration of modern neural networks".
 */
export class Calibration {
  readonly #edges: number[];
  readonly #bins: { samples: number; right: number; confidence: ExactSum }[];

  /** @throws {MetricsError} `ERR_METRICS_ARGUMENT` when `bins` is no positive integer */
  constructor(bins = 15) {
    this.#edges = uniformEdges(bins);
    this.#bins = Array.from({ length: bins }, () => ({ samples: 0, right: 0, confidence: new ExactSum() }));
  }

  /**
   * Takes in a batch.
   *
   * @param labels true classes [N]
   * @param probabilities [N, K], row-major, each row summing to 1
   * @throws {MetricsError} for values out of range or lengths that do not fit
   */
  update(labels: ArrayLike<number>, probabilities: ArrayLike<number>): this {
    const { right, confidence } = topLabel(labels, probabilities);
    for (let i = 0; i < labels.length; i++) {
      const bin = this.#bins[binIndex(this.#edges, confidence[i])];
      bin.samples++;
      bin.right += right[i];
      bin.confidence.add(confidence[i]);
    }
    return this;
  }

  /** Adds all that another accumulator with as many bins has seen. */
  merge(other: Calibration): this {
    checkGiven({ other });
    checkSameLength(this.#bins.length, other.#bins.length, "calibration bins");
    this.#bins.forEach((bin, b) => {
      bin.samples += other.#bins[b].samples;
      bin.right += other.#bins[b].right;
      bin.confidence.merge(other.#bins[b].confidence);
    });
    return this;
  }

  /** The curve of all samples so far. Does not reset. */
  compute(): CalibrationCurve {
    const sums = this.#bins.map((bin) => ({ ...bin, confidence: bin.confidence.value }));
    return curveOf(this.#edges, sums);
  }
}

/** The reliability curve of a classifier's predicted classes, see {@link CalibrationCurve}. */
export function calibrationCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options?: CalibrationOptions,
): CalibrationCurve {
  const { right, confidence } = topLabel(labels, probabilities);
  return reliabilityCurve(right, confidence, options);
}

/**
 * The reliability curve of probabilities of an event, for instance of one class against the rest: scikit-learn's
 * `calibration_curve`, whose empty bins are left out there and kept here.
 *
 * @param events [N], 1 where the event happened, else 0
 * @param probabilities [N], from 0 to 1
 */
export function reliabilityCurve(
  events: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { bins = 15, strategy = "uniform" }: CalibrationOptions = {},
): CalibrationCurve {
  checkGiven({ events, probabilities });
  checkSameLength(events.length, probabilities.length, "probabilities");
  const edges = strategy === "quantile" ? quantileEdges(probabilities, bins) : uniformEdges(bins);
  const sums = Array.from({ length: bins }, () => ({ samples: 0, right: 0, confidence: 0 }));
  for (let i = 0; i < events.length; i++) {
    if (!(probabilities[i] >= 0 && probabilities[i] <= 1) || (events[i] !== 0 && events[i] !== 1)) {
      throw new MetricsError(
        "ERR_METRICS_PROBABILITIES",
        `sample ${i} has event ${events[i]} (0 or 1) and probability ${probabilities[i]} (0 to 1)`,
      );
    }
    const bin = sums[binIndex(edges, probabilities[i])];
    bin.samples++;
    bin.right += events[i];
    bin.confidence += probabilities[i];
  }
  return curveOf(edges, sums);
}

function curveOf(
  edges: number[],
  sums: { samples: number; right: number; confidence: number }[],
): CalibrationCurve {
  const bins = sums.map(({ samples, right, confidence }, b) => ({
    low: edges[b],
    high: edges[b + 1],
    samples,
    confidence: confidence / samples,
    accuracy: right / samples,
  }));
  const filled = bins.filter((bin) => bin.samples > 0);
  const total = filled.reduce((sum, bin) => sum + bin.samples, 0);
  const gaps = filled.map((bin) => Math.abs(bin.accuracy - bin.confidence));
  return {
    bins,
    expectedError: gaps.reduce((sum, gap, b) => sum + gap * filled[b].samples, 0) / total,
    maximumError: filled.length === 0 ? Number.NaN : Math.max(...gaps),
  };
}

/** bins + 1 edges from 0 to 1, with `numpy.linspace`'s rounding. */
function uniformEdges(bins: number): number[] {
  checkOption("bins", bins, Number.isInteger(bins) && bins > 0, "a positive integer");
  return Array.from({ length: bins + 1 }, (_, b) => (b === bins ? 1 : b * (1 / bins)));
}

function quantileEdges(values: ArrayLike<number>, bins: number): number[] {
  const fractions = uniformEdges(bins);
  if (values.length === 0) return fractions;
  const sorted = Float64Array.from(values).sort();
  // By way of percent, as scikit-learn does, so that an edge falls on the same bits as there.
  return fractions.map((fraction) => quantile(sorted, (fraction * 100) / 100));
}

/** The number of inner edges below `value`. */
function binIndex(edges: number[], value: number): number {
  let bin = 0;
  while (bin < edges.length - 2 && edges[bin + 1] < value) bin++;
  return bin;
}
