import { type ClassScores, fBeta, precision, recall, type ScoreOptions } from "./class-scores.js";
import type { ConfusionMatrix } from "./confusion-matrix.js";
import { accuracy } from "./matrix-scores.js";

/** One line of a classification report; rates from 0 to 1. */
export interface ReportRow {
  precision: number;
  recall: number;
  f1: number;
  /** Samples of the true class, or the sum of their weights. */
  support: number;
}

export interface ClassificationReport {
  classes: (ReportRow & { label: string })[];
  accuracy: number;
  macro: ReportRow;
  weighted: ReportRow;
}

/** Precision, recall, F1 and support of each class, and their averages: scikit-learn's `classification_report`. */
export function classificationReport(matrix: ConfusionMatrix, options?: ScoreOptions): ClassificationReport {
  const scores = {
    precision: precision(matrix, options),
    recall: recall(matrix, options),
    f1: fBeta(matrix, 1, options),
  };
  const row = (pick: (scores: ClassScores) => number, support: number): ReportRow => ({
    precision: pick(scores.precision),
    recall: pick(scores.recall),
    f1: pick(scores.f1),
    support,
  });
  const supports = matrix.rowSums();
  return {
    classes: matrix.classNames.map((label, k) => ({ label, ...row((s) => s.perClass[k], supports[k]) })),
    accuracy: accuracy(matrix),
    macro: row((s) => s.macro, matrix.total),
    weighted: row((s) => s.weighted, matrix.total),
  };
}
