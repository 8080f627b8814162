import { logLoss, predictedClasses } from "@mnist/metrics";
import type { ModelArtifacts } from "./artifacts.js";
import type { Classifier } from "./classifier.js";
import { ModelError } from "./errors.js";
import type { Executor, ExecutorOptions } from "./executor.js";
import { createExecutor } from "./executors.js";
import type { Scores } from "./progress.js";
import { requireModel } from "./require-model.js";
import { countSamples, type Samples } from "./samples.js";

export interface EvaluateOptions extends ExecutorOptions {
  signal?: AbortSignal;
}

export interface ModelEvaluation extends Scores {
  /** `[N, classes]`, each row sums to 1. */
  probabilities: Float32Array;
}

/**
 * Scores a model on labeled images. The loss is `logLoss` of @mnist/metrics, in nats.
 *
 * @param model artifacts, or a classifier (whose probabilities are calibrated) or executor, which stay open
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when images and labels do not agree with each other or the model, or the
 *   model does not end in a softmax
 */
export async function evaluate(
  model: ModelArtifacts | Executor | Classifier,
  samples: Samples,
  { signal, ...options }: EvaluateOptions = {},
): Promise<ModelEvaluation> {
  requireModel(model);
  if (!("inputShape" in model)) {
    const executor = await createExecutor(model, options);
    try {
      return await evaluate(executor, samples, { signal });
    } finally {
      await executor.close();
    }
  }
  countSamples(samples, model);
  const probabilities = await ("probabilities" in model
    ? model.probabilities(samples.images, { signal })
    : model.predict(samples.images, { signal }));
  return { ...score(probabilities, samples.labels), probabilities };
}

function score(probabilities: Float32Array, labels: Uint8Array): Scores {
  const predicted = predictedClasses(probabilities, probabilities.length / labels.length);
  const correct = labels.reduce((count, label, i) => count + (label === predicted[i] ? 1 : 0), 0);
  try {
    return { loss: logLoss(labels, probabilities), accuracy: correct / labels.length };
  } catch (cause) {
    if ((cause as { code?: string }).code !== "ERR_METRICS_PROBABILITIES") throw cause;
    const message =
      "the model's answers are no probabilities; let its last layer have the activation softmax";
    throw new ModelError("ERR_MNIST_ARGUMENT", message, { cause });
  }
}
