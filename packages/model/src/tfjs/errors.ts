/** Codes of {@link TfjsError}: the ones that `RuntimeError` has for the same reasons. */
export type TfjsErrorCode =
  /** The backend cannot be had on this machine. */
  | "ERR_MNIST_BACKEND"
  /** The model holds something that TensorFlow.js, or training on it, does not support. */
  | "ERR_MNIST_UNSUPPORTED"
  /** The topology or the weights contradict themselves or each other. */
  | "ERR_MNIST_MODEL"
  /** An argument is out of range or has the wrong size. */
  | "ERR_MNIST_ARGUMENT"
  /** The executor or trainer is closed or busy. */
  | "ERR_MNIST_STATE";

/** What went wrong in an executor on TensorFlow.js, and what to do about it; `code` is stable. */
export class TfjsError extends Error {
  override readonly name = "TfjsError";
  readonly code: TfjsErrorCode;

  constructor(code: TfjsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
