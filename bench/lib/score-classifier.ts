import { Calibration, evaluateClassifier, rocCurve } from "@mnist/metrics";
import {
  type Calibration as ClassifierCalibration,
  createExecutor,
  digitScores,
  loadClassifier,
  type ModelArtifacts,
  type Samples,
} from "@mnist/model";
import { notDigits } from "./not-digits.js";

/** Everything a model card says about a stored model, against the same model in full float32 storage. */
export async function scoreClassifier(
  stored: ModelArtifacts,
  full: ModelArtifacts,
  calibration: ClassifierCalibration,
  test: Samples,
) {
  const classifier = await loadClassifier(stored);
  const probabilities = await classifier.probabilities(test.images);
  await classifier.close();
  const { accuracy, accuracyInterval, loss, confusionMatrix } = evaluateClassifier({
    probabilities,
    labels: test.labels,
  });
  const unrounded = await loadClassifier({ ...full, userDefinedMetadata: { calibration } });
  const { accuracy: accuracyFloat32 } = evaluateClassifier({
    probabilities: await unrounded.probabilities(test.images),
    labels: test.labels,
  });
  await unrounded.close();
  return {
    samples: test.labels.length,
    accuracy,
    accuracyFloat32,
    accuracyInterval,
    loss,
    confusionMatrix,
    expectedCalibrationError: new Calibration().update(test.labels, probabilities).compute().expectedError,
    ...(await scoreRefusals(stored, calibration, test)),
  };
}

/** How well the score tells digits from other images. */
async function scoreRefusals(
  stored: ModelArtifacts,
  { classes, threshold }: ClassifierCalibration,
  test: Samples,
) {
  const executor = await createExecutor(stored);
  const energyOf = async (images: Uint8Array) =>
    digitScores(await executor.logits(images), executor.outputShape[0], classes);
  const share = (values: Float32Array) => values.filter((value) => value < threshold).length / values.length;
  const digits = await energyOf(test.images);
  const others: Record<string, { auroc: number; refused: number }> = {};
  for (const [name, images] of Object.entries(await notDigits())) {
    const values = await energyOf(images);
    const isDigit = [...new Array(digits.length).fill(1), ...new Array(values.length).fill(0)];
    others[name] = { auroc: rocCurve(isDigit, [...digits, ...values]).auc, refused: share(values) };
  }
  await executor.close();
  return { digitsRefused: share(digits), notDigits: others };
}
