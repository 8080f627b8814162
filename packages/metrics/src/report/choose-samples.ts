import type { ConfusionMatrix } from "../confusion-matrix.js";
import { crossEntropy } from "../log-loss.js";
import { predictedClasses } from "../samples.js";

/** One classified sample. */
export interface Sample {
  index: number;
  trueClass: number;
  predictedClass: number;
  /** The probability of the predicted class. */
  confidence: number;
  /** Cross-entropy in nats. */
  loss: number;
}

/** Correct samples of each class that go before further errors: those the classifier was least sure of. */
const CORRECT_PER_CLASS = 4;

/** All samples, worst first. */
export function rankSamples(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  matrix: ConfusionMatrix,
): Sample[] {
  const classes = matrix.size;
  const predictions = predictedClasses(probabilities, classes);
  return Array.from(predictions, (predictedClass, index) => ({
    index,
    trueClass: labels[index],
    predictedClass,
    confidence: probabilities[index * classes + predictedClass],
    loss: crossEntropy(probabilities[index * classes + labels[index]]),
  })).sort((a, b) => b.loss - a.loss || a.index - b.index);
}

/** Whether the prediction was wrong. */
export function isError({ trueClass, predictedClass }: Sample): boolean {
  return trueClass !== predictedClass;
}

/**
 * Chooses at most `limit` samples to show: the `worst` errors, one of every confusion, a few correct ones of each
 * class, then further errors in turn from every confusion, and further correct ones. Keeps the order.
 *
 * @param ranked all samples, worst first
 */
export function chooseSamples(ranked: readonly Sample[], limit: number, worst: number): Sample[] {
  const seen = new Map<string, number>();
  let errors = 0;
  const candidates = ranked.map((sample, rank) => {
    const cell = cellId(sample.trueClass, sample.predictedClass);
    const turn = seen.get(cell) ?? 0;
    seen.set(cell, turn + 1);
    const wrong = isError(sample);
    if (wrong) errors++;
    const stage = wrong ? (errors <= worst ? 0 : turn === 0 ? 1 : 3) : turn < CORRECT_PER_CLASS ? 2 : 4;
    return { sample, rank, stage, turn };
  });
  return candidates
    .sort((a, b) => a.stage - b.stage || a.turn - b.turn || a.rank - b.rank)
    .slice(0, limit)
    .sort((a, b) => a.rank - b.rank)
    .map(({ sample }) => sample);
}

/** The name of a cell in links. */
export function cellId(trueClass: number, predictedClass: number): string {
  return `cell-${trueClass}-${predictedClass}`;
}
