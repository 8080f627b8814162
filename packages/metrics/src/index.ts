export {
  accuracy,
  accuracyInterval,
  balancedAccuracy,
  type Confusion,
  cohenKappa,
  matthewsCorrelation,
  mostConfused,
} from "./agreement.js";
export {
  type ClassScores,
  fBeta,
  jaccard,
  precision,
  recall,
  type ScoreOptions,
  specificity,
} from "./class-scores.js";
export { type ClassificationReport, classificationReport, type ReportRow } from "./classification-report.js";
export { ConfusionMatrix, type ConfusionMatrixData, type Normalization } from "./confusion-matrix.js";
export { MetricsError, type MetricsErrorCode } from "./errors.js";
export { type Evaluation, type EvaluationInput, evaluateClassifier } from "./evaluate.js";
export { LogLoss, logLoss } from "./log-loss.js";
export { predictedClasses } from "./samples.js";
export { renderClassificationReport } from "./terminal/classification-report.js";
export { renderConfusionMatrix, type TerminalOptions } from "./terminal/confusion-matrix.js";
export { wilsonInterval } from "./wilson.js";
