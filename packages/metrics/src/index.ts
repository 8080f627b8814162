export { BrierScore, brierScore } from "./brier-score.js";
export {
  Calibration,
  type CalibrationBin,
  type CalibrationCurve,
  type CalibrationOptions,
  calibrationCurve,
  reliabilityCurve,
} from "./calibration.js";
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
export {
  type BootstrapDifference,
  type BootstrapOptions,
  bootstrapDifference,
  type McNemarResult,
  mcnemarTest,
} from "./compare.js";
export { ConfusionMatrix, type ConfusionMatrixData, type Normalization } from "./confusion-matrix.js";
export { MetricsError, type MetricsErrorCode } from "./errors.js";
export {
  type ClassEvaluation,
  type Evaluation,
  type EvaluationInput,
  evaluateClassifier,
} from "./evaluate.js";
export { LogLoss, logLoss } from "./log-loss.js";
export {
  accuracy,
  accuracyInterval,
  balancedAccuracy,
  type Confusion,
  cohenKappa,
  matthewsCorrelation,
  mostConfused,
} from "./matrix-scores.js";
export { type NamedCurve, oneVsRestCurves } from "./one-vs-rest.js";
export { averagePrecision, type PrecisionRecallCurve, precisionRecallCurve } from "./precision-recall.js";
export { renderReport } from "./report/render-report.js";
export type { Identity, ReportInput } from "./report/report-input.js";
export { type RiskCoverageCurve, riskCoverageCurve } from "./risk-coverage.js";
export { auc, type RocCurve, rocAuc, rocCurve } from "./roc.js";
export { predictedClasses } from "./samples.js";
export { type ConfusionMatrixPlotOptions, plotConfusionMatrix } from "./svg/confusion-matrix.js";
export { type PrecisionRecallPlotOptions, plotPrecisionRecall } from "./svg/precision-recall.js";
export { plotReliability } from "./svg/reliability-diagram.js";
export { plotRiskCoverage } from "./svg/risk-coverage.js";
export { plotRoc, type RocPlotOptions } from "./svg/roc.js";
export { type EpochMetrics, plotTrainingCurves } from "./svg/training-curves.js";
export { applyTemperature, fitTemperature } from "./temperature.js";
export { renderClassificationReport } from "./terminal/classification-report.js";
export { renderConfusionMatrix, type TerminalOptions } from "./terminal/confusion-matrix.js";
export { TopKAccuracy, topKAccuracy } from "./top-k.js";
export { wilsonInterval } from "./wilson.js";
