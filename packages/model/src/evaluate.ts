import type { ModelArtifacts } from "./artifacts.js";
import type { Executor, ExecutorOptions } from "./executor.js";
import { createExecutor } from "./executors.js";
import type { Scores } from "./progress.js";
import { countSamples, type Samples } from "./samples.js";

export interface EvaluateOptions extends ExecutorOptions {
  signal?: AbortSignal;
}

export interface ModelEvaluation extends Scores {
  /** `[N, classes]`, each row sums to 1. */
  probabilities: Float32Array;
}

/**
 * Scores a model on labeled images. The loss is the mean of `-log p(label)`, with `p` not below 1e-7.
 *
 * @param model artifacts, or an executor that already runs them (which stays open)
 * @throws {ModelError} `ERR_MNIST_ARGUMENT` when images and labels do not agree with each other or the model
 */
export async function evaluate(
  model: ModelArtifacts | Executor,
  samples: Samples,
  { signal, ...options }: EvaluateOptions = {},
): Promise<ModelEvaluation> {
  const executor = "predict" in model ? model : await createExecutor(model, options);
  try {
    countSamples(samples, executor);
    const probabilities = await executor.predict(samples.images, { signal });
    return { ...score(probabilities, samples.labels), probabilities };
  } finally {
    if (executor !== model) await executor.close();
  }
}

/** Loss and accuracy of probabilities `[N, classes]` against labels `[N]`; of equal ones the first class counts. */
export function score(probabilities: Float32Array, labels: Uint8Array): Scores {
  const classes = probabilities.length / labels.length;
  let loss = 0;
  let correct = 0;
  labels.forEach((label, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    loss -= Math.log(Math.max(row[label], 1e-7));
    if (row.indexOf(Math.max(...row)) === label) correct++;
  });
  return { loss: loss / labels.length, accuracy: correct / labels.length };
}
