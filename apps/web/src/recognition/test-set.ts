import {
  type CalibrationCurve,
  calibrationCurve,
  type Evaluation,
  evaluateClassifier,
  predictedClasses,
} from "@mnist/metrics";
import type { Classifier } from "@mnist/model/classifier";
import { loadSplit } from "../data/mnist-data.js";

const PIXELS = 28 * 28;
const IMAGES_AT_ONCE = 500;

/** How a network does on MNIST's 10,000 test images. */
export interface TestResult {
  evaluation: Evaluation;
  calibration: CalibrationCurve;
  /** `[N, 28, 28]` */
  images: Uint8Array;
  labels: Uint8Array;
  predictions: Uint8Array;
  /** Calibrated probability of each prediction. */
  confidences: Float32Array;
  /** `[N, 10]` */
  probabilities: Float32Array;
}

/** @param onProgress called with the share that is done, 0 to 1 */
export async function testClassifier(
  classifier: Classifier,
  onProgress: (share: number) => void,
): Promise<TestResult> {
  const { images, labels } = await loadSplit("test", (share) => onProgress(share / 2));
  const probabilities = new Float32Array(labels.length * 10);
  for (let start = 0; start < labels.length; start += IMAGES_AT_ONCE) {
    const some = images.subarray(start * PIXELS, (start + IMAGES_AT_ONCE) * PIXELS);
    probabilities.set(await classifier.probabilities(some), start * 10);
    onProgress(0.5 + (0.5 * (start + IMAGES_AT_ONCE)) / labels.length);
  }
  const predictions = Uint8Array.from(predictedClasses(probabilities, 10));
  return {
    evaluation: evaluateClassifier({ probabilities, labels }),
    calibration: calibrationCurve(labels, probabilities),
    images,
    labels,
    predictions,
    confidences: Float32Array.from(predictions, (digit, i) => probabilities[10 * i + digit]),
    probabilities,
  };
}
