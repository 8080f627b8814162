import { brierScore } from "./brier-score.js";
import { calibrationCurve } from "./calibration.js";
import { classificationReport, type ReportRow } from "./classification-report.js";
import { ConfusionMatrix } from "./confusion-matrix.js";
import { MetricsError } from "./errors.js";
import { logLoss } from "./log-loss.js";
import {
  accuracy,
  accuracyInterval,
  balancedAccuracy,
  cohenKappa,
  matthewsCorrelation,
  mostConfused,
} from "./matrix-scores.js";
import { oneVsRestCurves } from "./one-vs-rest.js";
import { type PrecisionRecallCurve, precisionRecallOfSweep } from "./precision-recall.js";
import { riskCoverageCurve } from "./risk-coverage.js";
import { type RocCurve, rocOfSweep } from "./roc.js";
import { checkGiven, checkProbabilities, checkSameLength, predictedClasses } from "./samples.js";
import { fitTemperature } from "./temperature.js";
import { thresholdSweep } from "./threshold-sweep.js";
import { topKAccuracy } from "./top-k.js";

export interface EvaluationInput {
  /** [N, K], row-major, each row summing to 1. */
  probabilities: ArrayLike<number>;
  /** True classes [N], integers from 0 to K - 1. */
  labels: ArrayLike<number>;
  /** The K class names; the decimal index when left out. */
  classNames?: readonly string[];
}

/** The rates of one class against the rest. */
export interface ClassEvaluation extends ReportRow {
  /** The class index; for MNIST the digit itself. */
  digit: number;
  /** The class name. */
  label: string;
  /** Area under the ROC curve; null when all samples, or none, are of the class. */
  rocAuc: number | null;
  averagePrecision: number;
}

/** All numbers about a classifier on a set of samples, as plain JSON. Rates are fractions from 0 to 1. */
export interface Evaluation {
  samples: number;
  accuracy: number;
  /** The 95 % Wilson interval of the accuracy. */
  accuracyInterval: [low: number, high: number];
  top2Accuracy: number;
  top3Accuracy: number;
  balancedAccuracy: number;
  /** Null where it is undefined (one class only). */
  cohenKappa: number | null;
  matthewsCorrelation: number;
  /** Log loss in nats. */
  loss: number;
  /** From 0 to 2. */
  brierScore: number;
  calibration: {
    /** Expected calibration error over 15 bins of equal width. */
    expectedError: number;
    maximumError: number;
    /** Expected calibration error over 15 bins of equally many samples. */
    adaptiveError: number;
    /** The temperature with the least log loss on these samples: above 1 for an overconfident classifier. */
    temperature: number;
  };
  /** Area under the risk-coverage curve. */
  riskCoverageArea: number;
  /** [K, K], rows = true class, columns = predicted class. */
  confusionMatrix: number[][];
  perClass: ClassEvaluation[];
  /** The plain mean over the classes. */
  macro: ReportRow;
  /** Up to ten off-diagonal cells, most frequent first. */
  mostConfused: { true: string; predicted: string; count: number; rate: number }[];
}

/**
 * Evaluates a classifier by its probabilities: the numbers behind a report as one JSON-serializable object.
 *
 * @throws {MetricsError} when there are no samples, or values are out of range
 */
export function evaluateClassifier(input: EvaluationInput): Evaluation {
  const matrix = matrixOf(input);
  const { probabilities, labels } = input;
  const report = classificationReport(matrix);
  const kappa = cohenKappa(matrix);
  const uniform = calibrationCurve(labels, probabilities);
  const curves = classCurves({ probabilities, labels }, matrix.classNames);
  return {
    samples: labels.length,
    accuracy: accuracy(matrix),
    accuracyInterval: accuracyInterval(matrix),
    top2Accuracy: topKAccuracy(labels, probabilities, 2),
    top3Accuracy: topKAccuracy(labels, probabilities, 3),
    balancedAccuracy: balancedAccuracy(matrix),
    cohenKappa: orNull(kappa),
    matthewsCorrelation: matthewsCorrelation(matrix),
    loss: logLoss(labels, probabilities),
    brierScore: brierScore(labels, probabilities),
    calibration: {
      expectedError: uniform.expectedError,
      maximumError: uniform.maximumError,
      adaptiveError: calibrationCurve(labels, probabilities, { strategy: "quantile" }).expectedError,
      temperature: fitTemperature(labels, logProbabilities(probabilities)),
    },
    riskCoverageArea: riskCoverageCurve(labels, probabilities).area,
    confusionMatrix: matrix.toArray(),
    perClass: report.classes.map((row, digit) => ({
      digit,
      ...row,
      rocAuc: orNull(curves[digit].roc.auc),
      averagePrecision: curves[digit].precisionRecall.averagePrecision,
    })),
    macro: report.macro,
    mostConfused: mostConfused(matrix, 10).map(({ trueClass, predictedClass, count, rate }) => ({
      true: matrix.classNames[trueClass],
      predicted: matrix.classNames[predictedClass],
      count,
      rate,
    })),
  };
}

/** Both curves of each class against the rest; the samples are sorted once for the two. */
export function classCurves(
  { probabilities, labels }: EvaluationInput,
  classNames: readonly string[],
): { name: string; roc: RocCurve; precisionRecall: PrecisionRecallCurve }[] {
  const sweeps = oneVsRestCurves(labels, probabilities, classNames, thresholdSweep);
  return sweeps.map(({ name, curve: sweep }) => ({
    name,
    roc: rocOfSweep(sweep),
    precisionRecall: precisionRecallOfSweep(sweep),
  }));
}

/** The confusion matrix of the most probable classes. */
export function matrixOf(input: EvaluationInput): ConfusionMatrix {
  checkGiven({ input });
  const { probabilities, labels, classNames } = input;
  checkGiven({ probabilities, labels });
  if (labels.length === 0) {
    throw new MetricsError("ERR_METRICS_SHAPE", "cannot evaluate a classifier without samples");
  }
  const classes = checkProbabilities(labels, probabilities);
  if (classNames) checkSameLength(classes, classNames.length, "class names");
  return new ConfusionMatrix(classNames ?? classes).update(labels, predictedClasses(probabilities, classes));
}

/** Logits that give the probabilities; 0 becomes the smallest float32, as softmax would have rounded it. */
function logProbabilities(probabilities: ArrayLike<number>): Float64Array {
  const logits = new Float64Array(probabilities.length);
  for (let i = 0; i < logits.length; i++) logits[i] = Math.log(Math.max(probabilities[i], 2 ** -149));
  return logits;
}

/** JSON has no NaN. */
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
