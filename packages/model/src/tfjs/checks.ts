import type { TrainerOptions } from "@mnist/runtime";
import { TfjsError } from "./errors.js";
import type { LogitsModel } from "./logits-model.js";

/** @throws {TfjsError} `ERR_MNIST_ARGUMENT` naming the value, unless it is a number from `low` to `high` and `fits` */
export function checkNumber(
  name: string,
  value: unknown,
  low: number,
  high: number,
  fits: (value: unknown) => boolean = () => true,
): void {
  if (typeof value === "number" && value >= low && value <= high && fits(value)) return;
  const kind = fits === Number.isInteger ? "an integer" : "a number";
  throw new TfjsError(
    "ERR_MNIST_ARGUMENT",
    `${name} must be ${kind} from ${low} to ${high}, got ${String(value)}`,
  );
}

/** @throws {TfjsError} `ERR_MNIST_ARGUMENT` for another length, and for a view: its elements would be taken for values */
export function checkBuffer(name: string, data: unknown, bytes: number): void {
  if (data instanceof ArrayBuffer && data.byteLength === bytes) return;
  const got = data instanceof ArrayBuffer ? `${data.byteLength} bytes` : typeof data;
  throw new TfjsError("ERR_MNIST_ARGUMENT", `${name} must be an ArrayBuffer of ${bytes} bytes, got ${got}`);
}

const OPTIMIZERS = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"];
const LOSSES = [undefined, "softmaxCrossEntropy", "meanSquaredError"];

/**
 * Refuses what `@mnist/runtime` refuses, too.
 *
 * @throws {TfjsError} `ERR_MNIST_ARGUMENT` naming the first option that is wrong, `ERR_MNIST_UNSUPPORTED` for a model
 *   that is no classifier
 */
export function checkTrainerOptions(options: TrainerOptions, { outputShape }: LogitsModel): void {
  const { optimizer, loss, movingAverage } = options;
  checkClasses(outputShape, "training");
  checkOneOf("optimizer.name", optimizer?.name, OPTIMIZERS);
  for (const [key, value] of Object.entries(optimizer)) {
    if (key === "name" || value === undefined) continue;
    checkNumber(`optimizer.${key}`, value, 0, key.startsWith("beta") ? 1 : 1e6);
  }
  checkOneOf("loss", loss, LOSSES);
  checkNumber("labelSmoothing", options.labelSmoothing ?? 0, 0, 1);
  checkNumber("l2", options.l2 ?? 0, 0, 1e6);
  if (options.l2 && optimizer.name === "adamw") {
    throw new TfjsError("ERR_MNIST_ARGUMENT", "leave out l2 with adamw, which has weightDecay");
  }
  if (options.clipNorm !== undefined) checkNumber("clipNorm", options.clipNorm, Number.MIN_VALUE, 1e30);
  if (movingAverage) checkNumber("movingAverage.decay", movingAverage.decay, 0, 1);
  checkNumber("seed", options.seed, 0, 2 ** 32 - 1, Number.isInteger);
  checkNumber("maxBatchSize", options.maxBatchSize ?? 1, 1, 65536, Number.isInteger);
}

/** @throws {TfjsError} `ERR_MNIST_UNSUPPORTED` unless the output is a vector that labels could name one of */
export function checkClasses(outputShape: number[], what: string): void {
  if (outputShape.length === 1) return;
  const message = `${what} needs an output of shape [classes], the model's is [${outputShape}]`;
  throw new TfjsError("ERR_MNIST_UNSUPPORTED", message);
}

function checkOneOf(name: string, value: unknown, allowed: unknown[]): void {
  if (allowed.includes(value)) return;
  const names = allowed.filter((each) => each !== undefined).join(", ");
  throw new TfjsError("ERR_MNIST_ARGUMENT", `${name} must be one of ${names}, got ${String(value)}`);
}
