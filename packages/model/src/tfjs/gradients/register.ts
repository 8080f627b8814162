// Registers tfjs's own gradients.
import "@tensorflow/tfjs-layers";
import { registerAveragePoolingGradient } from "./average-pooling.js";
import { registerDilatedConvolutionGradients } from "./dilated-convolution.js";

let registered = false;

/** Supplies gradients that tfjs lacks or has wrong, for all its backends; again does nothing. */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
  registerAveragePoolingGradient();
  registerDilatedConvolutionGradients();
}
