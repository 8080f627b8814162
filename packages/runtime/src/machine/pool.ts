import { RuntimeError } from "../errors.js";
import { type Reply, type Request, UP, type WorkerSetup } from "./messages.js";

/** The part of a worker the pool uses, the same in Node and browsers. */
interface PoolWorker {
  post(message: WorkerSetup | Request): void;
  terminate(): unknown;
  /** Keeps the process alive while a call is under way, and only then; in a browser the worker. */
  hold(active: boolean): void;
}

/**
 * Browsers' workers with a call under way. Firefox takes a worker for garbage that only its own listeners refer to, and
 * ends it; whoever waits for its answer and is referred to by nothing else would wait forever.
 */
const busy = new Set<Worker>();

interface PendingCall {
  resolve(): void;
  reject(error: Error): void;
  waiting: number;
  error?: Error;
  onProgress?: (steps: number) => void;
}

type RequestBody = Request extends infer R ? (R extends unknown ? Omit<R, "id"> : never) : never;

/** The workers of one executor. A call goes to all of them and ends when all have answered. */
export class Pool {
  readonly #workers: PoolWorker[] = [];
  readonly #pending = new Map<number, PendingCall>();
  #nextId = UP;
  #closed: RuntimeError | undefined;
  #ended: Promise<unknown> | undefined;
  #ready: Promise<unknown> = Promise.resolve();
  /** Resolves when all workers run their script. */
  readonly up: Promise<void>;

  /** Lets the workers come up, which takes longer than all else: call {@link start} when memory and kernels are there. */
  static spawn(threads: number): Pool {
    return new Pool(threads);
  }

  private constructor(threads: number) {
    this.up = this.#expect(threads);
    this.up.catch(() => {}); // those who wait for more than this get the error, too
    for (let thread = 0; thread < threads; thread++) {
      const worker = createWorker(
        (reply) => this.#answer(reply),
        (cause) => this.#break(cause, workerFailed(cause)),
      );
      this.#workers.push(worker);
    }
  }

  /** Gives the workers what they compute with and their first program. Nobody has to wait for it: calls do. */
  start(setup: Pick<WorkerSetup, "module" | "memory">, first: RequestBody): void {
    if (this.#closed) return;
    const threads = this.#workers.length;
    const id = this.#nextId;
    const done = this.#expect(threads);
    for (const [thread, worker] of this.#workers.entries()) worker.post({ ...setup, id, thread, threads });
    this.#ready = Promise.all([done, this.#post(first)]);
    this.#ready.catch(() => {}); // the calls that wait for it get the error
  }

  /** Posts a request to every worker. Rejects with the error of the worker that failed. */
  async call(request: RequestBody, onProgress?: (steps: number) => void): Promise<void> {
    await this.#ready;
    if (this.#closed) throw this.#closed;
    await this.#post(request, onProgress);
  }

  #post(request: RequestBody, onProgress?: (steps: number) => void): Promise<void> {
    this.#hold(true);
    const id = this.#nextId;
    const done = this.#expect(this.#workers.length, onProgress);
    for (const worker of this.#workers) worker.post({ ...request, id } as Request);
    return done;
  }

  async close(): Promise<void> {
    await this.#break(new Error("the executor was closed"));
  }

  #expect(waiting: number, onProgress?: (steps: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.set(this.#nextId++, { resolve, reject, waiting, onProgress });
    });
  }

  #answer(reply: Reply): void {
    const call = this.#pending.get(reply.id);
    if (!call) return;
    if (reply.kind === "progress") {
      call.onProgress?.(reply.steps);
      return;
    }
    if (reply.kind === "error" && !reply.peer) {
      const cause = new Error(reply.message);
      cause.stack = reply.stack;
      call.error = workerFailed(cause);
    }
    call.waiting--;
    if (call.waiting > 0) return;
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#hold(false);
    if (call.error) call.reject(call.error);
    else call.resolve();
  }

  /** A worker died or the pool closes: nothing can be answered any more, and those that wait for others would forever. */
  async #break(cause: Error, error?: RuntimeError): Promise<void> {
    this.#closed ??= new RuntimeError("ERR_MNIST_STATE", `the workers are gone: ${cause.message}`, { cause });
    for (const call of this.#pending.values()) call.reject(error ?? this.#closed);
    this.#pending.clear();
    // Once: each worker that ends comes here, and Node warns of workers that are terminated more than ten times.
    this.#ended ??= Promise.all(this.#workers.map((worker) => worker.terminate()));
    await this.#ended;
  }

  #hold(active: boolean): void {
    for (const worker of this.#workers) worker.hold(active);
  }
}

function workerFailed(cause: Error): RuntimeError {
  return new RuntimeError("ERR_MNIST_WORKER", `a worker failed: ${cause.message}`, { cause });
}

function createWorker(onReply: (reply: Reply) => void, onError: (error: Error) => void): PoolWorker {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (node) {
    // CommonJS, because Node needs some 10 ms more to get ready for modules. Not written in one expression, lest bundlers
    // for browsers take the file for an asset. The flags of the process are not the worker's: with --input-type=module and
    // --eval it would not start.
    const here = import.meta.url;
    const worker = new node.Worker(new URL("./worker.cjs", here), { execArgv: [] });
    worker.on("message", onReply);
    worker.on("error", onError);
    worker.on("exit", (code) => onError(new Error(`it ended with exit code ${code}`)));
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => worker.terminate(),
      hold: (active) => (active ? worker.ref() : worker.unref()),
    };
  }
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", (event) => onReply(event.data));
  worker.addEventListener("error", (event) =>
    onError(new Error(event.message || "the worker could not be started")),
  );
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => {
      busy.delete(worker);
      worker.terminate();
    },
    hold: (active) => (active ? busy.add(worker) : busy.delete(worker)),
  };
}
