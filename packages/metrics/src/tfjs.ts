/**
 * The metrics for TensorFlow.js: tensors in, plain numbers out. Nothing of tfjs is imported; the types below name the
 * few members used, and any version's tensors and models have them.
 */
import type { ConfusionMatrix } from "./confusion-matrix.js";
import { MetricsError } from "./errors.js";
import { type Evaluation, evaluateClassifier } from "./evaluate.js";
import { checkGiven, predictedClasses } from "./samples.js";
import type { EpochMetrics } from "./svg/training-curves.js";

/** What is used of a `tf.Tensor`. */
export interface TensorLike {
  readonly shape: number[];
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

/** What is used of a `tf.LayersModel`. */
export interface ModelLike<Input extends TensorLike> {
  predict(images: Input, args?: { batchSize?: number }): TensorLike | TensorLike[];
}

export interface TensorEvaluationInput {
  /** [N, K], each row summing to 1. */
  probabilities: TensorLike;
  /** True classes: class indices [N], or one-hot rows [N, K]. */
  labels: TensorLike;
  /** The K class names; the decimal index when left out. */
  classNames?: readonly string[];
}

/**
 * {@link evaluateClassifier} for tensors. They are read, not disposed.
 *
 * @throws {MetricsError} when shapes or values do not fit
 */
export async function evaluateTensors(input: TensorEvaluationInput): Promise<Evaluation> {
  checkGiven({ input });
  const { probabilities, labels, classNames } = input;
  checkGiven({ probabilities, labels });
  const [rows, classes] = await Promise.all([probabilities.data(), classIndices(labels)]);
  return evaluateClassifier({ probabilities: rows, labels: classes, classNames });
}

/**
 * Counts a batch of tensors in a confusion matrix. They are read, not disposed.
 *
 * @param labels class indices [N], or one-hot rows [N, K]
 * @param predictions class indices [N], or probabilities or logits [N, K]
 * @throws {MetricsError} when shapes or values do not fit
 */
export async function updateFromTensors(
  matrix: ConfusionMatrix,
  labels: TensorLike,
  predictions: TensorLike,
): Promise<ConfusionMatrix> {
  checkGiven({ matrix, labels, predictions });
  const [actual, predicted] = await Promise.all([classIndices(labels), classIndices(predictions)]);
  return matrix.update(actual, predicted);
}

export interface EvaluationCallbackOptions<Input extends TensorLike> {
  model: ModelLike<NoInfer<Input>>;
  /** The samples to evaluate after each epoch, e.g. the validation split. */
  images: Input;
  /** Their true classes: class indices [N], or one-hot rows [N, K]. */
  labels: TensorLike;
  classNames?: readonly string[];
  /** Samples in one call of the model. Default 256. */
  batchSize?: number;
  onEvaluation?: (epoch: number, evaluation: Evaluation) => void;
}

/** A callback for `model.fit`; `evaluations` has one entry for each epoch that ended. */
export interface EvaluationCallback {
  evaluations: Evaluation[];
  onEpochEnd(epoch: number): Promise<void>;
}

/**
 * A callback for tfjs's `model.fit(x, y, { callbacks })` that evaluates the model after each epoch. It leaves no
 * tensors behind.
 */
export function evaluationCallback<Input extends TensorLike>(
  options: EvaluationCallbackOptions<Input>,
): EvaluationCallback {
  checkGiven({ options });
  const { model, images, labels, classNames, batchSize = 256, onEvaluation } = options;
  checkGiven({ model, images, labels });
  const evaluations: Evaluation[] = [];
  return {
    evaluations,
    async onEpochEnd(epoch) {
      const outputs = [model.predict(images, { batchSize })].flat();
      try {
        if (outputs.length !== 1) {
          throw new MetricsError(
            "ERR_METRICS_SHAPE",
            `expected a model with 1 output, got ${outputs.length}`,
          );
        }
        const evaluation = await evaluateTensors({ probabilities: outputs[0], labels, classNames });
        evaluations.push(evaluation);
        onEvaluation?.(epoch, evaluation);
      } finally {
        for (const output of outputs) output.dispose();
      }
    },
  };
}

/**
 * The epochs of a tfjs `History`, for training curves and reports. Its keys are `loss` and `acc` (or `accuracy`), with
 * `val_` before them for validation.
 *
 * @param history the `history` member of what `model.fit` returns
 */
export function epochMetrics(history: Record<string, ArrayLike<unknown>>): EpochMetrics[] {
  checkGiven({ history });
  const value = (name: string, epoch: number) => {
    const number = history[name]?.[epoch];
    return typeof number === "number" ? number : undefined;
  };
  const epochs = Object.values(history).reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: epochs }, (_, i) => ({
    epoch: i + 1,
    loss: value("loss", i),
    accuracy: value("acc", i) ?? value("accuracy", i),
    validationLoss: value("val_loss", i),
    validationAccuracy: value("val_acc", i) ?? value("val_accuracy", i),
  }));
}

async function classIndices(tensor: TensorLike): Promise<ArrayLike<number>> {
  const values = await tensor.data();
  const [, classes] = tensor.shape;
  if (tensor.shape.length === 1) return values;
  if (tensor.shape.length === 2) return predictedClasses(values, classes);
  throw new MetricsError(
    "ERR_METRICS_SHAPE",
    `expected class indices [N] or rows [N, K], got a tensor of shape [${tensor.shape}]`,
  );
}
