import {
  accuracy,
  accuracyInterval,
  balancedAccuracy,
  cohenKappa,
  matthewsCorrelation,
  mostConfused,
} from "./agreement.js";
import { classificationReport, type ReportRow } from "./classification-report.js";
import { ConfusionMatrix } from "./confusion-matrix.js";
import { MetricsError } from "./errors.js";
import { LogLoss } from "./log-loss.js";
import { checkProbabilities, predictedClasses } from "./samples.js";

export interface EvaluationInput {
  /** [N, K], row-major, each row summing to 1. */
  probabilities: ArrayLike<number>;
  /** True classes [N], integers from 0 to K - 1. */
  labels: ArrayLike<number>;
  /** The K class names; the decimal index when left out. */
  classNames?: readonly string[];
}

/** All numbers about a classifier on a set of samples, as plain JSON. Rates are fractions from 0 to 1. */
export interface Evaluation {
  samples: number;
  accuracy: number;
  /** The 95 % Wilson interval of the accuracy. */
  accuracyInterval: [low: number, high: number];
  /** Log loss in nats. */
  loss: number;
  balancedAccuracy: number;
  /** Null where it is undefined (one class only). */
  cohenKappa: number | null;
  matthewsCorrelation: number;
  /** [K, K], rows = true class, columns = predicted class. */
  confusionMatrix: number[][];
  /** `digit` is the class index, `label` its name. */
  perClass: (ReportRow & { digit: number; label: string })[];
  macro: ReportRow;
  /** Up to ten off-diagonal cells, most frequent first. */
  mostConfused: { true: string; predicted: string; count: number; rate: number }[];
}

/**
 * Evaluates a classifier by its probabilities: everything a report shows, as one JSON-serializable object.
 *
 * @throws {MetricsError} when there are no samples, or values are out of range
 */
export function evaluateClassifier({ probabilities, labels, classNames }: EvaluationInput): Evaluation {
  if (labels.length === 0) {
    throw new MetricsError("ERR_METRICS_SHAPE", "cannot evaluate a classifier without samples");
  }
  const classes = checkProbabilities(labels, probabilities);
  if (classNames && classNames.length !== classes) {
    throw new MetricsError("ERR_METRICS_SHAPE", `expected ${classes} class names, got ${classNames.length}`);
  }
  const matrix = new ConfusionMatrix(classNames ?? classes).update(
    labels,
    predictedClasses(probabilities, classes),
  );
  const report = classificationReport(matrix);
  const kappa = cohenKappa(matrix);
  return {
    samples: labels.length,
    accuracy: accuracy(matrix),
    accuracyInterval: accuracyInterval(matrix),
    loss: new LogLoss().update(labels, probabilities).compute(),
    balancedAccuracy: balancedAccuracy(matrix),
    cohenKappa: Number.isNaN(kappa) ? null : kappa,
    matthewsCorrelation: matthewsCorrelation(matrix),
    confusionMatrix: matrix.toArray(),
    perClass: report.classes.map((row, digit) => ({ digit, ...row })),
    macro: report.macro,
    mostConfused: mostConfused(matrix, 10).map(({ trueClass, predictedClass, count, rate }) => ({
      true: matrix.classNames[trueClass],
      predicted: matrix.classNames[predictedClass],
      count,
      rate,
    })),
  };
}
