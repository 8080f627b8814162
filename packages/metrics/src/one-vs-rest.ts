import { averages, type ClassScores } from "./class-scores.js";
import { checkGiven, checkProbabilities, checkSameLength } from "./samples.js";

/** A score of one class against the rest: labels (1 = of the class, else 0), scores and weights, each [N]. */
type BinaryScore = (labels: Uint8Array, scores: Float64Array, weights?: ArrayLike<number>) => number;

/** A curve of one class against the rest, and the name of the class. */
export interface NamedCurve<Curve> {
  name: string;
  curve: Curve;
}

/**
 * One curve for each class against the rest, for instance with {@link rocCurve} or {@link precisionRecallCurve}.
 *
 * @param labels true classes [N]
 * @param probabilities [N, K], row-major, each row summing to 1
 * @param classNames the K names
 * @throws {MetricsError} for values out of range or lengths that do not fit
 */
export function oneVsRestCurves<Curve>(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classNames: readonly string[],
  curve: (labels: Uint8Array, scores: Float64Array) => Curve,
): NamedCurve<Curve>[] {
  const classes = checkProbabilities(labels, probabilities);
  checkGiven({ classNames, curve });
  checkSameLength(classes, classNames.length, "class names");
  return classNames.map((name, k) => {
    const binary = oneVsRest(labels, probabilities, classes, k);
    return { name, curve: curve(binary.labels, binary.scores) };
  });
}

/** Scores each class against the rest and averages; `micro` scores all N * K decisions as one problem. */
export function oneVsRestScores(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  score: BinaryScore,
): ClassScores {
  const classes = checkProbabilities(labels, probabilities, weights);
  const perClass: number[] = [];
  const supports: number[] = [];
  for (let k = 0; k < classes; k++) {
    const binary = oneVsRest(labels, probabilities, classes, k);
    perClass.push(score(binary.labels, binary.scores, weights));
    supports.push(binary.labels.reduce((sum, label, i) => sum + label * (weights?.[i] ?? 1), 0));
  }
  const micro = score(
    Uint8Array.from({ length: labels.length * classes }, (_, i) =>
      labels[Math.floor(i / classes)] === i % classes ? 1 : 0,
    ),
    Float64Array.from(probabilities),
    weights &&
      Float64Array.from({ length: labels.length * classes }, (_, i) => weights[Math.floor(i / classes)]),
  );
  return { perClass, micro, ...averages(perClass, supports) };
}

/** The labels (1 = of the class) and scores of one class against the rest. */
function oneVsRest(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
  k: number,
): { labels: Uint8Array; scores: Float64Array } {
  const binary = { labels: new Uint8Array(labels.length), scores: new Float64Array(labels.length) };
  for (let i = 0; i < labels.length; i++) {
    binary.labels[i] = labels[i] === k ? 1 : 0;
    binary.scores[i] = probabilities[i * classes + k];
  }
  return binary;
}
