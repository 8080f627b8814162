import { Calibration, evaluateClassifier, rocCurve } from "@mnist/metrics";
import {
  calibrationOf,
  createExecutor,
  energies,
  loadClassifier,
  type ModelArtifacts,
  type Samples,
} from "@mnist/model";
import { notDigits } from "./not-digits.js";

/** Everything a model card says about a stored model, against the same model in full float32 storage. */
export async function scoreClassifier(stored: ModelArtifacts, full: ModelArtifacts, test: Samples) {
  const classifier = await loadClassifier(stored);
  const probabilities = await classifier.probabilities(test.images);
  await classifier.close();
  const { accuracy, accuracyInterval, loss, confusionMatrix } = evaluateClassifier({
    probabilities,
    labels: test.labels,
  });
  const unrounded = await loadClassifier(full);
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
    ...(await scoreRefusals(stored, test)),
  };
}

/** How well the energy tells digits from other images. */
async function scoreRefusals(stored: ModelArtifacts, test: Samples) {
  const executor = await createExecutor(stored);
  const { minimumEnergy } = calibrationOf(stored.userDefinedMetadata ?? {});
  const energyOf = async (images: Uint8Array) => energies(await executor.logits(images), 10);
  const share = (values: Float32Array) =>
    values.filter((value) => value < minimumEnergy).length / values.length;
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
