import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { getKernel, type NamedAttrMap, type TensorInfo } from "@tensorflow/tfjs-core";

/** What tfjs hands to a kernel of its wasm backend. */
export interface KernelCall {
  inputs: Record<string, TensorInfo>;
  attrs: Record<string, unknown>;
  backend: BackendWasm;
}

/** The kernel that the backend itself has under the same name. */
export type StockKernel = (call: KernelCall) => TensorInfo;

/**
 * Calls other kernels of the wasm backend from inside one, below tfjs's engine, which therefore tracks none of
 * the intermediate results: `run` returns their data and `dispose` frees all of them but the `result`.
 */
export class KernelScope {
  readonly #backend: BackendWasm;
  readonly #temporaries: TensorInfo[] = [];

  constructor(backend: BackendWasm) {
    this.#backend = backend;
  }

  run(kernelName: string, inputs: Record<string, TensorInfo>, attrs: NamedAttrMap = {}): TensorInfo {
    const kernel = getKernel(kernelName, "wasm");
    const output = kernel.kernelFunc({ inputs, attrs, backend: this.#backend }) as TensorInfo;
    this.#temporaries.push(output);
    return output;
  }

  dispose({ except: result }: { except: TensorInfo }): void {
    for (const { dataId } of this.#temporaries)
      if (dataId !== result.dataId) this.#backend.disposeData(dataId);
  }
}

/** The values of a float32 tensor where they lie in the backend's memory: valid until its next allocation. */
export function values(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}
