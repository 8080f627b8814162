/** Why a picture could not be read or is not a picture at all. */
export type PictureErrorCode =
  | "ERR_MNIST_PICTURE_NOT_FOUND"
  | "ERR_MNIST_PICTURE_IS_DIRECTORY"
  | "ERR_MNIST_PICTURE_EMPTY"
  | "ERR_MNIST_PICTURE_FORMAT"
  | "ERR_MNIST_PICTURE_DAMAGED"
  | "ERR_MNIST_PICTURE_SVG"
  | "ERR_MNIST_PICTURE_TOO_LARGE"
  | "ERR_MNIST_PICTURE_UNREADABLE"
  | "ERR_MNIST_PICTURE_INVALID";

/** A picture that cannot be read: `code` for programs; the message names the file or value and what to do. */
export class PictureError extends Error {
  override readonly name = "PictureError";
  readonly code: PictureErrorCode;

  constructor(code: PictureErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why a readable picture gives no digit. */
export type RefusalCode =
  | "ERR_MNIST_BLANK"
  | "ERR_MNIST_TOO_SMALL"
  | "ERR_MNIST_NO_DIGIT"
  | "ERR_MNIST_SEVERAL_DIGITS";

/** A picture that was read but holds no digit, or more than the one asked for. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** An argument that is out of its range: a `RangeError` with a stable `code`. */
export class ArgumentError extends RangeError {
  override readonly name = "ArgumentError";
  readonly code = "ERR_MNIST_ARGUMENT";
}
