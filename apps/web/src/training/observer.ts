import { predictedClasses } from "@mnist/metrics";
import type { Executor, Interlude, ProgressEvent, Samples } from "@mnist/model";
import { digitColumns } from "./digit-columns.js";
import type { TrainingEvent } from "./events.js";
import { TestWatch } from "./test-watch.js";

/** Often enough for drawings that are answered at once. */
const LOOK_EVERY_SECONDS = 0.1;
/** Often enough for curves that move. Their drawing and the test images both take time from the training. */
const TEST_EVERY_SECONDS = 0.25;
const TEST_IMAGES_PER_LOOK = 400;
const PIXELS = 28 * 28;

/** Follows one training: adds up its steps, and looks at the network between them. */
export class Observer {
  /** The weights when `stop` took effect. */
  stoppedWeights: ArrayBuffer | undefined;
  readonly #test: Samples;
  readonly #report: (event: TrainingEvent) => void;
  readonly #watch: TestWatch;
  readonly #abort = new AbortController();
  #wanted: "run" | "pause" | "stop" = "run";
  #wake = () => {};
  #drawing: Uint8Array | undefined;
  #progress: ProgressEvent | undefined;
  /** Sums over the current epoch when test images were looked at last. */
  #looked = { epoch: 0, images: 0, loss: 0, correct: 0 };
  #imagesBeforeEpoch = 0;
  #steps = 1;
  #trainingSeconds = 0;
  /** Training time when test images were looked at last. */
  #testedAt = Number.NEGATIVE_INFINITY;
  #since = performance.now();

  constructor(test: Samples, report: (event: TrainingEvent) => void) {
    this.#test = test;
    this.#report = report;
    this.#watch = new TestWatch(test.labels);
  }

  /** Aborted when `stop` takes effect. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Takes effect at the next look. */
  want(wanted: "run" | "pause" | "stop"): void {
    this.#wanted = wanted;
    this.#wake();
  }

  /** What the network is asked about at each look. */
  draw(image: Uint8Array | undefined): void {
    this.#drawing = image;
    this.#wake();
  }

  /** Takes the events of `train`. */
  progress(event: ProgressEvent): void {
    if (event.phase !== "train") return;
    if (event.epoch !== this.#progress?.epoch) this.#imagesBeforeEpoch = this.#progress?.images ?? 0;
    this.#progress = event;
  }

  /** Looks at the network between two steps; while a pause is wanted, only the drawing is looked at. */
  readonly look: Interlude = async (executor) => {
    const seconds = (performance.now() - this.#since) / 1000;
    this.#trainingSeconds += seconds;
    await this.#lookAtTest(executor);
    await this.#lookAtDrawing(executor);
    while (this.#wanted === "pause") {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await this.#lookAtDrawing(executor);
    }
    if (this.#wanted === "stop") {
      this.stoppedWeights = executor.weights();
      this.#abort.abort(new Error("the person stopped the training"));
    }
    const ideal = (this.#steps * LOOK_EVERY_SECONDS) / Math.max(seconds, 1e-3);
    // Grows at most fourfold: the first steps are slow and say little about the rest.
    this.#steps = Math.max(1, Math.round(Math.min(ideal, 4 * this.#steps)));
    this.#since = performance.now();
    return this.#steps;
  };

  async #lookAtTest(executor: Executor): Promise<void> {
    if (!this.#progress) return;
    const isLast = this.#progress.step === this.#progress.steps;
    if (!isLast && this.#trainingSeconds - this.#testedAt < TEST_EVERY_SECONDS) return;
    this.#testedAt = this.#trainingSeconds;
    const { start, end } = this.#watch.next(TEST_IMAGES_PER_LOOK);
    const probabilities = await executor.predict(this.#test.images.subarray(start * PIXELS, end * PIXELS));
    const digits = predictedClasses(digitColumns(probabilities, end - start), 10);
    this.#watch.take(start, Uint8Array.from(digits));
    const matrix = this.#watch.matrix();
    const { step, steps, epoch, epochs, images } = this.#progress;
    this.#report({
      kind: "look",
      step,
      steps,
      epoch,
      epochs,
      images,
      threads: executor.threads,
      trainingSeconds: this.#trainingSeconds,
      ...this.#sinceLastLook(this.#progress),
      test: { accuracy: this.#watch.recentAccuracy(), samples: matrix.total, confusion: matrix.toArray() },
    });
  }

  /** Progress events tell means over the epoch so far. */
  #sinceLastLook({ epoch, images, loss, accuracy }: ProgressEvent): { loss: number; accuracy: number } {
    if (epoch !== this.#looked.epoch) this.#looked = { epoch, images: 0, loss: 0, correct: 0 };
    const inEpoch = images - this.#imagesBeforeEpoch;
    const now = { epoch, images: inEpoch, loss: loss * inEpoch, correct: accuracy * inEpoch };
    const seen = Math.max(1, now.images - this.#looked.images);
    const means = {
      loss: (now.loss - this.#looked.loss) / seen,
      accuracy: (now.correct - this.#looked.correct) / seen,
    };
    this.#looked = now;
    return means;
  }

  async #lookAtDrawing(executor: Executor): Promise<void> {
    if (!this.#drawing) return;
    const probabilities = await executor.predict(this.#drawing);
    this.#report({ kind: "drawing", probabilities: Array.from(probabilities) });
  }
}
