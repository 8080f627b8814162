import { ConfusionMatrix } from "@mnist/metrics";

/** Digits only: there is no class 255. */
const UNSEEN = 255;

/**
 * The newest prediction for each test image. Looking at some more of them between training steps fills a confusion
 * matrix that follows the network as it learns.
 */
export class TestWatch {
  readonly #labels: Uint8Array;
  readonly #predictions: Uint8Array;
  #next = 0;

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
