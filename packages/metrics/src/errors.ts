/**
 * What went wrong:
 * - `ERR_METRICS_LABEL`: a label is no class index, or names no class
 * - `ERR_METRICS_PROBABILITIES`: a row is no probability distribution, or a score is not a finite number
 * - `ERR_METRICS_WEIGHT`: a sample weight is negative or not finite
 * - `ERR_METRICS_SHAPE`: arrays that belong together differ in length, or have no valid shape
 * - `ERR_METRICS_ARGUMENT`: an argument is missing, or an option is outside its range
 */
export type MetricsErrorCode =
  | "ERR_METRICS_LABEL"
  | "ERR_METRICS_PROBABILITIES"
  | "ERR_METRICS_WEIGHT"
  | "ERR_METRICS_SHAPE"
  | "ERR_METRICS_ARGUMENT";

/** Every error this package throws; `code` is stable, `message` names the offending value and where it stands. */
export class MetricsError extends Error {
  override readonly name = "MetricsError";
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, message: string) {
    super(`metrics: ${message}`);
    this.code = code;
  }
}
