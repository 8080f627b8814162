import { TfjsError } from "./errors.js";

// In a variable, so that bundlers leave the optional package alone.
const PACKAGE = "@tensorflow/tfjs-node";

/**
 * Loads TensorFlow's native library through `@tensorflow/tfjs-node`, which registers the tfjs backend "tensorflow".
 *
 * @param threads threads of one operation; takes effect with the first load in a process
 * @throws {TfjsError} `ERR_MNIST_BACKEND`, in one line: why it cannot be loaded here and how to get it
 */
export async function loadTfjsNode(threads?: number): Promise<void> {
  if (globalThis.process?.versions?.node === undefined) {
    throw new TfjsError(
      "ERR_MNIST_BACKEND",
      `backend "tfjs-node" runs in Node.js only; use "tfjs-wasm" here`,
    );
  }
  restoreRemovedUtilFunctions();
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  try {
    await import(/* @vite-ignore */ /* webpackIgnore: true */ PACKAGE);
  } catch (cause) {
    throw new TfjsError("ERR_MNIST_BACKEND", explainLoadFailure(cause), { cause });
  }
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed. */
function restoreRemovedUtilFunctions(): void {
  const util = process.getBuiltinModule("node:util") as unknown as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/** One line for people: why `@tensorflow/tfjs-node` does not load, from what its import threw. */
export function explainLoadFailure(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  const [firstLine] = String(message).split("\n");
  const here = `Node ${process.versions.node} on ${process.platform}-${process.arch}`;
  if (code === "ERR_MODULE_NOT_FOUND" && firstLine.includes(`'${PACKAGE}'`)) {
    return `backend "tfjs-node" needs the optional package ${PACKAGE}: npm install ${PACKAGE}@4.22.0`;
  }
  if (/native addon module .* can ?not be found/.test(firstLine)) {
    return (
      `backend "tfjs-node": the native binding of ${PACKAGE} is missing: its install script did not run, or there is ` +
      `no binary for ${here}; run npm rebuild ${PACKAGE} --build-addon-from-source, or use "tfjs-wasm"`
    );
  }
  return `backend "tfjs-node": ${PACKAGE} does not load in ${here}: ${firstLine}; use "tfjs-wasm" instead`;
}
