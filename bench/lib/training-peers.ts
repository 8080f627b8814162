import { type Backend, createArtifacts, createExecutor } from "@mnist/model";
import "@tensorflow/tfjs-backend-wasm";
import {
  getKernel,
  getKernelsForBackend,
  type KernelConfig,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { networks } from "./networks.js";

/** Something that trains the Keras-example network, to be compared with others in the same rounds. */
export interface Peer {
  name: string;
  /** Samples of one step. */
  batchSize: number;
  /** Steps of one round: a second or so of work. */
  steps: number;
  /** Gets ready, or rejects with the reason why it cannot be had here. */
  open(data: { images: Uint8Array; labels: Uint8Array }): Promise<{
    /** Trains on the samples of `order`, batch after batch. */
    run(order: Uint32Array): Promise<void>;
    close(): Promise<void> | void;
  }>;
}

const kerasExample = createArtifacts(networks.keras, { seed: 1 });

/** A backend of @mnist/model. */
function backendPeer(backend: Backend, batchSize: number, steps: number, threads?: number): Peer {
  const name = threads ? `${backend}, ${threads} thread${threads > 1 ? "s" : ""}` : backend;
  return {
    name,
    batchSize,
    steps,
    async open(data) {
      const executor = await createExecutor(kerasExample, { backend, threads });
      const trainer = await executor.trainer({
        optimizer: { name: "adam" },
        seed: 1,
        data,
        maxBatchSize: batchSize,
      });
      return {
        run: async (order) => void (await trainer.run({ order, batchSize, learningRates: 1e-3 })),
        close: () => executor.close(),
      };
    },
  };
}

/** Those of tfjs's wasm backend itself, some of which @mnist/model replaces by faster ones. */
const stockKernels = getKernelsForBackend("wasm");

/** tfjs's wasm backend as it comes: of ours only the kernels without which it cannot train. */
function stockWasmPeer(batchSize: number, steps: number): Peer {
  const ours = backendPeer("tfjs-wasm", batchSize, steps);
  return {
    ...ours,
    name: "tfjs-wasm, only missing kernels added",
    async open(data) {
      const session = await ours.open(data);
      const fasterKernels = stockKernels.map(
        ({ kernelName }) => getKernel(kernelName, "wasm") as KernelConfig,
      );
      return {
        ...session,
        async run(order) {
          replaceKernels(stockKernels);
          await session.run(order).finally(() => replaceKernels(fasterKernels));
        },
      };
    },
  };
}

function replaceKernels(kernels: KernelConfig[]): void {
  for (const kernel of kernels) {
    unregisterKernel(kernel.kernelName, "wasm");
    registerKernel(kernel);
  }
}

/** tfjs's cpu backend needs minutes for one step of 128 samples. */
export const peers: Peer[] = [
  backendPeer("wasm", 128, 100, 2),
  backendPeer("wasm", 128, 50, 1),
  backendPeer("tfjs-wasm", 128, 4),
  stockWasmPeer(128, 2),
  backendPeer("tfjs-cpu", 4, 1),
  backendPeer("tfjs-node", 128, 20),
];
