import type { CallOptions } from "@mnist/runtime";
import type { ModelArtifacts } from "./artifacts.js";
import type { Executor, ExecutorOptions } from "./executor.js";
import { createExecutor } from "./executors.js";

/** From so many images on, workers are worth the time they take to start. */
const manyImages = 256;

/**
 * Computes logits on the calling thread, and with workers from the first large batch on, where they may be started.
 * Both give the same bits.
 */
export class LazyWorkers {
  readonly inputShape: number[];
  readonly outputShape: number[];
  readonly #executor: Executor;
  #startWorkers?: () => Promise<Executor>;
  #workers?: Promise<Executor>;

  static async open(artifacts: ModelArtifacts, options: ExecutorOptions): Promise<LazyWorkers> {
    const { backend = "wasm", threads, sharedMemory } = options;
    if (backend !== "wasm" || sharedMemory !== undefined) {
      return new LazyWorkers(await createExecutor(artifacts, options));
    }
    const alone = await createExecutor(artifacts, { ...options, sharedMemory: false });
    return new LazyWorkers(alone, threads === 1 ? undefined : () => createExecutor(artifacts, options));
  }

  private constructor(executor: Executor, startWorkers?: () => Promise<Executor>) {
    this.inputShape = executor.inputShape;
    this.outputShape = executor.outputShape;
    this.#executor = executor;
    this.#startWorkers = startWorkers;
  }

  async logits(images: Uint8Array, options?: CallOptions): Promise<Float32Array> {
    const count = images.length / this.inputShape.reduce((product, size) => product * size, 1);
    if (count >= manyImages) this.#workers ??= this.#startWorkers?.().catch(() => this.#executor);
    return (await (this.#workers ?? this.#executor)).logits(images, options);
  }

  async close(): Promise<void> {
    this.#startWorkers = undefined;
    const executors = new Set([this.#executor, (await this.#workers) ?? this.#executor]);
    await Promise.all([...executors].map((executor) => executor.close()));
  }
}
