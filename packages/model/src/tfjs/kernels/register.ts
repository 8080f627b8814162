import "@tensorflow/tfjs-backend-wasm";
import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { conv2dBackpropFilterKernel } from "./conv2d-backprop-filter.js";
import { conv2dBackpropInputKernel } from "./conv2d-backprop-input.js";
import { depthwiseConv2dBackpropKernels } from "./depthwise-conv2d-backprop.js";
import { maxPoolGradKernel } from "./max-pool-grad.js";

let registered = false;

/**
 * Makes tfjs's wasm backend able to train convolutional networks: registers the gradient kernels it lacks and
 * faster ones for two that it has. Call it before or after `tf.setBackend("wasm")`; again does nothing.
 */
export function registerWasmTrainingKernels(): void {
  if (registered) return;
  registered = true;
  const kernels: KernelConfig[] = [
    conv2dBackpropFilterKernel,
    conv2dBackpropInputKernel(),
    maxPoolGradKernel,
    ...depthwiseConv2dBackpropKernels,
  ];
  for (const kernel of kernels) {
    if (getKernel(kernel.kernelName, "wasm") != null) unregisterKernel(kernel.kernelName, "wasm");
    registerKernel(kernel);
  }
}
