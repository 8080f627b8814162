import { loadAugment } from "./machine/augment.js";
import { type Executable, Machine, PeerFailure } from "./machine/machine.js";
import { type Reply, type Request, UP, type WorkerSetup } from "./machine/messages.js";
import { instantiate } from "./machine/module.js";
import { trainSteps } from "./machine/train.js";

/** The least time between two progress messages. */
const PROGRESS_INTERVAL_MS = 40;

interface Port {
  postMessage(message: Reply): void;
  listen(handle: (message: WorkerSetup | Request) => void): void;
}

const port = openPort();
const executables = new Map<number, Executable>();
const kernels: Record<string, (...args: number[]) => unknown> = {};
let machine: Machine;
let queue = Promise.resolve();

port.postMessage({ id: UP, kind: "done" });
port.listen((message) => {
  if ("module" in message) {
    Object.assign(kernels, instantiate(message.module, message.memory));
    machine = new Machine(kernels, message.memory, message.thread, message.threads);
    port.postMessage({ id: message.id, kind: "done" });
    return;
  }
  queue = queue.then(async () => {
    try {
      await handle(message);
      port.postMessage({ id: message.id, kind: "done" });
    } catch (error) {
      if (!(error instanceof PeerFailure)) machine.fail();
      const { message: text, stack } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({
        id: message.id,
        kind: "error",
        message: text,
        stack,
        peer: error instanceof PeerFailure,
      });
    }
  });
});

async function handle(request: Request): Promise<void> {
  if (request.kind === "load") {
    if (request.augment)
      Object.assign(kernels, { augment: await loadAugment(request.augment, machine.memory) });
    executables.set(request.program, machine.load(request.phases));
    return;
  }
  const executable = executables.get(request.program)!;
  machine.resetCounters();
  if (request.kind === "infer") {
    machine.run(executable, request.count);
    return;
  }
  let reported = performance.now();
  for (const steps of trainSteps(machine, executable, request.run)) {
    if (machine.thread === 0 && performance.now() - reported > PROGRESS_INTERVAL_MS) {
      port.postMessage({ id: request.id, kind: "progress", steps });
      reported = performance.now();
    }
  }
}

/** Node's parent port or the browser's worker scope behind one face. */
function openPort(): Port {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (node?.parentPort) {
    const { parentPort } = node;
    return {
      postMessage: (message) => parentPort.postMessage(message),
      listen: (handler) => parentPort.on("message", handler),
    };
  }
  return {
    postMessage: (message) => globalThis.postMessage(message),
    listen: (handler) => globalThis.addEventListener("message", (event) => handler(event.data)),
  };
}
