export type { AugmentOptions } from "@mnist/preprocess/augment";
export type { OptimizerOptions } from "@mnist/runtime";
export type { ModelArtifacts, WeightSpec } from "./artifacts.js";
export { type AuditOptions, auditLabels, type SuspectLabel, suspectLabels } from "./audit.js";
export { type Calibration, calibrationOf, digitLogits, digitScores } from "./calibration.js";
export {
  type Classifier,
  type ClassifierOptions,
  type ClassifyOptions,
  loadClassifier,
  type ModelSource,
  openModel,
  type Prediction,
} from "./classifier.js";
export { createArtifacts } from "./create-artifacts.js";
export { createModel, modelArtifacts } from "./create-model.js";
export { decodeManifest, decodeModel } from "./decode.js";
export { encodeModel, type ModelFiles } from "./encode.js";
export { ModelError, type ModelErrorCode } from "./errors.js";
export { type EvaluateOptions, evaluate, type ModelEvaluation } from "./evaluate.js";
export { type Backend, backends, type Executor, type ExecutorOptions } from "./executor.js";
export { createExecutor } from "./executors.js";
export type { Activation, Architecture, Initializer, Layer } from "./layers.js";
export {
  type FindLearningRateOptions,
  findLearningRate,
  type LearningRateCurve,
} from "./learning-rate-finder.js";
export { loadModel, type SavedModel, saveModel } from "./model-folder.js";
export { type PresetName, presets } from "./presets/index.js";
export type { EpochResult, ProgressEvent, Scores } from "./progress.js";
export type { Preset, Recipe } from "./recipe.js";
export type { Samples } from "./samples.js";
export { type Schedule, scheduleFactor } from "./schedule.js";
export { readSequential, type SequentialLayer, type SequentialModel } from "./sequential.js";
export { type ArchitectureSummary, type LayerSummary, summarize } from "./summary.js";
export { type TrainOptions, type TrainResult, train } from "./train.js";
export type { Interlude } from "./training-run.js";
