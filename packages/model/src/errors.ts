/** Stable codes of {@link ModelError}. */
export type ModelErrorCode =
  /** A parameter is out of its range or of the wrong kind. */
  | "ERR_MNIST_ARGUMENT"
  /** No such backend, or it cannot be had on this machine. */
  | "ERR_MNIST_BACKEND"
  /** The model folder, or a file in it, cannot be read. */
  | "ERR_MNIST_MODEL_NOT_FOUND"
  /** A model's files are damaged, truncated or contradict each other. */
  | "ERR_MNIST_MODEL_FORMAT"
  /** A model's files could not be written; earlier ones are as they were. */
  | "ERR_MNIST_MODEL_WRITE"
  /** Training left the range of numbers: the loss is not finite any more. */
  | "ERR_MNIST_DIVERGED"
  /** A checkpoint does not fit what is to be trained. */
  | "ERR_MNIST_CHECKPOINT";

/** What went wrong with a model, with which value and what to do about it; `code` is stable. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
