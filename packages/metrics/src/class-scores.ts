/** Rates of each class and their averages, from a confusion matrix. */
import type { ConfusionMatrix } from "./confusion-matrix.js";
import { checkGiven, checkOption } from "./samples.js";

export interface ScoreOptions {
  /** The value of a rate whose denominator is 0. NaN also leaves that class out of the averages. Default 0. */
  zeroDivision?: number;
  /**
   * Whether classes that are neither among the labels nor among the predictions count in the macro average:
   * "include" (default, scikit-learn's `labels=range(K)`) or "exclude" (scikit-learn's `labels=None`).
   */
  absentClasses?: "include" | "exclude";
}

/** One rate for each class, and over all classes. */
export interface ClassScores {
  /** [K], in the order of the classes. */
  perClass: number[];
  /** The rate of the counts summed over all classes. */
  micro: number;
  /** The plain mean over the classes. */
  macro: number;
  /** The mean over the classes weighted by support (samples of the true class). */
  weighted: number;
}

/** One class against the rest. */
interface OneVsRest {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
}

/** Of the samples predicted as a class, the fraction that are of it: TP / (TP + FP), 0 to 1. */
export function precision(matrix: ConfusionMatrix, options?: ScoreOptions): ClassScores {
  return scores(matrix, options, (c) => [c.truePositives, c.truePositives + c.falsePositives]);
}

/** Of the samples of a class, the fraction predicted as it (sensitivity): TP / (TP + FN), 0 to 1. */
export function recall(matrix: ConfusionMatrix, options?: ScoreOptions): ClassScores {
  return scores(matrix, options, (c) => [c.truePositives, c.truePositives + c.falseNegatives]);
}

/** Of the samples of the other classes, the fraction not predicted as it: TN / (TN + FP), 0 to 1. */
export function specificity(matrix: ConfusionMatrix, options?: ScoreOptions): ClassScores {
  return scores(matrix, options, (c) => [c.trueNegatives, c.trueNegatives + c.falsePositives]);
}

/** Intersection over union of labels and predictions: TP / (TP + FP + FN), 0 to 1. */
export function jaccard(matrix: ConfusionMatrix, options?: ScoreOptions): ClassScores {
  return scores(matrix, options, (c) => [
    c.truePositives,
    c.truePositives + c.falsePositives + c.falseNegatives,
  ]);
}

/**
 * The weighted harmonic mean of precision and recall:
 * (1 + beta²) TP / ((1 + beta²) TP + beta² FN + FP), 0 to 1.
 *
 * @param beta how many times as important recall is as precision, >= 0; 1 gives the F1 score
 * @throws {MetricsError} `ERR_METRICS_ARGUMENT` for a negative or infinite beta
 */
export function fBeta(matrix: ConfusionMatrix, beta = 1, options?: ScoreOptions): ClassScores {
  checkOption("beta", beta, beta >= 0 && beta < Number.POSITIVE_INFINITY, "finite and not negative");
  const square = beta ** 2;
  return scores(matrix, options, (c) => {
    const support = c.truePositives + c.falseNegatives;
    const predicted = c.truePositives + c.falsePositives;
    return [(1 + square) * c.truePositives, square * support + predicted];
  });
}

function scores(
  matrix: ConfusionMatrix,
  { zeroDivision = 0, absentClasses = "include" }: ScoreOptions = {},
  fraction: (counts: OneVsRest) => [numerator: number, denominator: number],
): ClassScores {
  checkGiven({ matrix });
  const rate = (counts: OneVsRest) => {
    const [numerator, denominator] = fraction(counts);
    return denominator === 0 ? zeroDivision : numerator / denominator;
  };
  const classes = oneVsRest(matrix);
  const perClass = classes.map(rate);
  const supports = classes.map((c) => c.truePositives + c.falseNegatives);
  const counted = classes.map((c, k) => absentClasses === "include" || supports[k] + c.falsePositives > 0);
  const only = (values: number[]) => values.filter((_, k) => counted[k]);
  return {
    perClass,
    micro: rate(sumCounts(classes)),
    ...averages(only(perClass), only(supports)),
  };
}

/** The plain mean and the mean by support of the scores that are not NaN. */
export function averages(perClass: number[], supports: number[]): { macro: number; weighted: number } {
  const defined = perClass.flatMap((score, k) =>
    Number.isNaN(score) ? [] : [{ score, support: supports[k] }],
  );
  const total = defined.reduce((sum, { support }) => sum + support, 0);
  const macro = defined.reduce((sum, { score }) => sum + score, 0) / defined.length;
  return {
    macro,
    weighted:
      total > 0 ? defined.reduce((sum, { score, support }) => sum + score * support, 0) / total : macro,
  };
}

function oneVsRest(matrix: ConfusionMatrix): OneVsRest[] {
  const rows = matrix.rowSums();
  const columns = matrix.columnSums();
  const total = matrix.total;
  return matrix.classNames.map((_, k) => {
    const truePositives = matrix.at(k, k);
    const falsePositives = columns[k] - truePositives;
    const falseNegatives = rows[k] - truePositives;
    return {
      truePositives,
      falsePositives,
      falseNegatives,
      trueNegatives: total - truePositives - falsePositives - falseNegatives,
    };
  });
}

function sumCounts(classes: OneVsRest[]): OneVsRest {
  const sum = (key: keyof OneVsRest) => classes.reduce((total, counts) => total + counts[key], 0);
  return {
    truePositives: sum("truePositives"),
    falsePositives: sum("falsePositives"),
    falseNegatives: sum("falseNegatives"),
    trueNegatives: sum("trueNegatives"),
  };
}
