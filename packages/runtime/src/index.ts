export { compile } from "./compile.js";
export { RuntimeError, type RuntimeErrorCode } from "./errors.js";
export type {
  Augment,
  AugmentOptions,
  CallOptions,
  CompileOptions,
  Evaluation,
  Executor,
  ModelArtifacts,
  OptimizerOptions,
  RunOptions,
  StepResult,
  Trainer,
  TrainerOptions,
  TrainerState,
  WeightSpec,
} from "./types.js";
