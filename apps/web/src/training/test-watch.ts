import { ConfusionMatrix } from "@mnist/metrics";

/** Digits only: there is no class 255. */
const UNSEEN = 255;
const RECENT_TAKES = 3;

/**
 * The newest prediction for each test image. Looking at some more of them between training steps fills a confusion
 * matrix that follows the network as it learns.
 */
export class TestWatch {
  readonly #labels: Uint8Array;
  readonly #predictions: Uint8Array;
  #next = 0;
  /** For each of the last takes, how many predictions there were and how many were right. */
  #recent: { samples: number; right: number }[] = [];

  constructor(labels: Uint8Array) {
    this.#labels = labels;
    this.#predictions = new Uint8Array(labels.length).fill(UNSEEN);
  }

  /** The range of images to look at next: at most `count`, going round. */
  next(count: number): { start: number; end: number } {
    const start = this.#next;
    const end = Math.min(start + count, this.#labels.length);
    this.#next = end === this.#labels.length ? 0 : end;
    return { start, end };
  }

  /** Takes the predictions for the images from `start` on. */
  take(start: number, predictions: Uint8Array): void {
    this.#predictions.set(predictions, start);
    const right = predictions.reduce(
      (sum, prediction, i) => sum + (prediction === this.#labels[start + i] ? 1 : 0),
      0,
    );
    this.#recent = [...this.#recent, { samples: predictions.length, right }].slice(-RECENT_TAKES);
  }

  /** Accuracy of the last few takes: of the network as it is now, not as it was when the others were looked at. */
  recentAccuracy(): number {
    const samples = this.#recent.reduce((sum, take) => sum + take.samples, 0);
    return this.#recent.reduce((sum, take) => sum + take.right, 0) / Math.max(1, samples);
  }

  /** Rows = true digit, columns = newest prediction. */
  matrix(): ConfusionMatrix {
    const seen = this.#predictions.reduce((count, prediction) => count + (prediction === UNSEEN ? 0 : 1), 0);
    const labels = new Uint8Array(seen);
    const predictions = new Uint8Array(seen);
    for (let i = 0, at = 0; i < this.#labels.length; i++) {
      if (this.#predictions[i] === UNSEEN) continue;
      labels[at] = this.#labels[i];
      predictions[at++] = this.#predictions[i];
    }
    return new ConfusionMatrix(10).update(labels, predictions);
  }
}
