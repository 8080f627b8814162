import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { conv2dBackpropFilter } from "./conv2d-backprop-filter.js";
import { conv2dBackpropInput } from "./conv2d-backprop-input.js";
import { depthwiseConv2dBackpropFilter, depthwiseConv2dBackpropInput } from "./depthwise-conv2d-backprop.js";
import { identity } from "./identity.js";
import { maxPoolGrad } from "./max-pool-grad.js";
import { sum } from "./sum.js";
import type { KernelCall, StockKernel } from "./wasm-backend.js";

const kernels: Record<string, (call: KernelCall, stock: StockKernel) => tf.TensorInfo> = {
  [tf.Conv2DBackpropFilter]: conv2dBackpropFilter,
  [tf.DepthwiseConv2dNativeBackpropFilter]: depthwiseConv2dBackpropFilter,
  [tf.DepthwiseConv2dNativeBackpropInput]: depthwiseConv2dBackpropInput,
  [tf.Conv2DBackpropInput]: conv2dBackpropInput,
  [tf.MaxPoolGrad]: maxPoolGrad,
  [tf.Sum]: sum,
  [tf.Identity]: identity,
};

let registered = false;

/**
 * Makes tfjs's wasm backend able to train convolutional networks: registers the three gradient kernels it lacks and
 * faster ones for four that it has. Call it before or after `tf.setBackend("wasm")`; again does nothing.
 */
export function registerWasmTrainingKernels(): void {
  if (registered) return;
  registered = true;
  for (const [kernelName, compute] of Object.entries(kernels)) {
    const stock = tf.getKernel(kernelName, "wasm");
    if (stock != null) tf.unregisterKernel(kernelName, "wasm");
    const stockKernel = stock?.kernelFunc as unknown as StockKernel;
    tf.registerKernel({
      ...stock,
      kernelName,
      backendName: "wasm",
      kernelFunc: (call) => compute(call as unknown as KernelCall, stockKernel),
    });
  }
}
