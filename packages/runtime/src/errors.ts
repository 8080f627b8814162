/** Codes of {@link RuntimeError}. */
export type RuntimeErrorCode =
  /** The model holds a layer, option or shape that the runtime does not know: use another executor. */
  | "ERR_MNIST_UNSUPPORTED"
  /** The topology or the weights contradict themselves or each other. */
  | "ERR_MNIST_MODEL"
  /** An argument is out of range or has the wrong size. */
  | "ERR_MNIST_ARGUMENT"
  /** The executor or trainer is closed or busy. */
  | "ERR_MNIST_STATE"
  /** A worker failed; `cause` has its error. */
  | "ERR_MNIST_WORKER"
  /** The platform cannot run WebAssembly SIMD, or gave no memory. */
  | "ERR_MNIST_PLATFORM";

/** Values from broken files can be long. */
const MAX_MESSAGE = 1000;

/** A value from a topology for a message: short, and a string whatever it holds. */
export function quote(value: unknown): string {
  try {
    return String(JSON.stringify(value)).slice(0, 200);
  } catch {
    return `a nested ${typeof value}`; // too deep for the call stack, or cyclic
  }
}

/** The one error class of this package. */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
  readonly code: RuntimeErrorCode;

  constructor(code: RuntimeErrorCode, message: string, options?: { cause?: unknown }) {
    const shown = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}...` : message;
    super(`runtime: ${shown}`, options);
    this.code = code;
  }
}

/** Throws a RuntimeError (ERR_MNIST_ARGUMENT) that names the first of `values` that is missing. */
export function checkGiven(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) continue;
    throw new RuntimeError("ERR_MNIST_ARGUMENT", `${name} is missing (${value}); pass it`);
  }
}
