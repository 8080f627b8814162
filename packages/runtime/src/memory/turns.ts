import { RuntimeError } from "../errors.js";

/** Calls that use the same memory run one after the other, in the order they were made. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #active = 0;
  #closed = false;

  take<T>(work: () => T | Promise<T>): Promise<T> {
    this.#active++;
    const turn = this.#last.then(() => {
      this.requireOpen();
      return work();
    });
    this.#last = turn.then(
      () => this.#active--,
      () => this.#active--,
    );
    return turn;
  }

  requireOpen(): void {
    if (this.#closed) throw new RuntimeError("ERR_MNIST_STATE", "the executor is closed");
  }

  /** For calls that cannot wait. */
  requireFree(): void {
    this.requireOpen();
    if (this.#active > 0)
      throw new RuntimeError("ERR_MNIST_STATE", "another call is under way: wait for it first");
  }

  /** For work on the calling thread: lets its timers and events run, which may also close the executor. */
  async pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.requireOpen();
  }

  close(): void {
    this.#closed = true;
  }
}
