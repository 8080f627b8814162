import { RuntimeError } from "./errors.js";
import type { Graph } from "./graph/graph.js";
import type { TrainerOptions } from "./types.js";

const OPTIMIZERS = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"];
const MAX_BATCH = 65536;

/** Throws a RuntimeError (ERR_MNIST_ARGUMENT) that names the first option that is wrong. */
export function checkTrainerOptions(options: TrainerOptions, graph: Graph): void {
  const { optimizer, data } = options ?? {};
  if (!OPTIMIZERS.includes(optimizer?.name)) {
    throw wrong("optimizer.name", `one of ${OPTIMIZERS.join(", ")}`, optimizer?.name);
  }
  for (const [key, value] of Object.entries(optimizer)) {
    if (key !== "name" && value !== undefined)
      requireNumber(`optimizer.${key}`, value, 0, key.startsWith("beta") ? 1 : 1e6);
  }
  if (![undefined, "softmaxCrossEntropy", "meanSquaredError"].includes(options.loss)) {
    throw wrong("loss", "softmaxCrossEntropy or meanSquaredError", options.loss);
  }
  requireNumber("labelSmoothing", options.labelSmoothing ?? 0, 0, 1);
  requireNumber("l2", options.l2 ?? 0, 0, 1e6);
  if (options.l2 && optimizer.name === "adamw")
    throw wrong("l2", "left out with adamw, which has weightDecay", options.l2);
  if (options.clipNorm !== undefined) requireNumber("clipNorm", options.clipNorm, Number.MIN_VALUE, 1e30);
  if (options.movingAverage) requireNumber("movingAverage.decay", options.movingAverage.decay, 0, 1);
  requireInteger("seed", options.seed, 0, 2 ** 32 - 1);
  requireInteger("maxBatchSize", options.maxBatchSize ?? 1, 1, MAX_BATCH);
  if (
    !(data?.images instanceof Uint8Array) ||
    data.images.length === 0 ||
    data.images.length % graph.input.size !== 0
  ) {
    const got = data?.images instanceof Uint8Array ? `${data.images.length} bytes` : typeof data?.images;
    throw wrong("data.images", `a Uint8Array with a multiple of ${graph.input.size} bytes`, got);
  }
  requireClasses(graph, "training");
}

/** Throws a RuntimeError (ERR_MNIST_UNSUPPORTED) for a model whose output is no vector that labels could name one of. */
export function requireClasses({ logits: { shape } }: Graph, what: string): void {
  if (shape.length === 1) return;
  throw new RuntimeError(
    "ERR_MNIST_UNSUPPORTED",
    `${what} needs an output of shape [classes], the model's is [${shape}]`,
  );
}

function requireNumber(name: string, value: unknown, low: number, high: number): void {
  if (typeof value !== "number" || !(value >= low && value <= high))
    throw wrong(name, `a number from ${low} to ${high}`, value);
}

function requireInteger(name: string, value: unknown, low: number, high: number): void {
  requireNumber(name, value, low, high);
  if (!Number.isInteger(value)) throw wrong(name, "an integer", value);
}

function wrong(name: string, expected: string, value: unknown): RuntimeError {
  return new RuntimeError("ERR_MNIST_ARGUMENT", `${name} must be ${expected}, got ${String(value)}`);
}
