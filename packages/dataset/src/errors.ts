/** Stable names of what can go wrong; they never change meaning. */
export type DatasetErrorCode =
  | "ERR_MNIST_ARGUMENT"
  | "ERR_MNIST_FORMAT"
  | "ERR_MNIST_SIZE"
  | "ERR_MNIST_CHECKSUM"
  | "ERR_MNIST_NOT_FOUND"
  | "ERR_MNIST_NOT_THE_FILE"
  | "ERR_MNIST_HTTP"
  | "ERR_MNIST_NETWORK"
  | "ERR_MNIST_TIMEOUT"
  | "ERR_MNIST_OFFLINE"
  | "ERR_MNIST_DISK"
  | "ERR_MNIST_UNAVAILABLE";

/** What a {@link DatasetError} is about, as far as it is known. */
export interface DatasetErrorDetails {
  /** The file concerned: its name, or its path when it lies on this machine. */
  file?: string;
  /** The address that was asked. */
  mirror?: string;
  /** The HTTP status it answered with. */
  status?: number;
  /** What to do about it, as a sentence; it ends the message. */
  remedy?: string;
  /** The errors behind this one, in the order the sources were tried. */
  failures?: readonly Error[];
  cause?: unknown;
}

/** The one error class of this package: what was wrong, with which file and mirror, and what to do. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly code: DatasetErrorCode;
  readonly file?: string;
  readonly mirror?: string;
  readonly status?: number;
  readonly remedy?: string;
  readonly failures: readonly Error[];

  constructor(code: DatasetErrorCode, message: string, details: DatasetErrorDetails = {}) {
    super(details.remedy ? `${message} ${details.remedy}` : message, { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.mirror = details.mirror;
    this.status = details.status;
    this.remedy = details.remedy;
    this.failures = details.failures ?? [];
  }
}

/** @throws {DatasetError} `ERR_MNIST_ARGUMENT` */
export function refuse(message: string, details?: DatasetErrorDetails): never {
  throw new DatasetError("ERR_MNIST_ARGUMENT", message, details);
}

/** The error for when every way failed: it says why each did. */
export function allFailed(
  message: string,
  failures: readonly DatasetError[],
  details: DatasetErrorDetails,
): DatasetError {
  const reasons = failures.map((failure) => `\n- ${failure.message}`).join("");
  const cause = failures.at(-1);
  const about = { failures, cause, mirror: cause?.mirror, ...details };
  return new DatasetError("ERR_MNIST_UNAVAILABLE", `${message}:${reasons}`, about);
}
