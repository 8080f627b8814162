import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { type KernelCall, values } from "./wasm-backend.js";

/**
 * Gradient of max-pooling: each dY goes to the first largest value of its window, as on tfjs's cpu backend.
 *
 * tfjs's wasm backend has this kernel, but compares every pixel with every window around it, one channel after
 * the other; going through the windows once, channels innermost, takes an eighth of the time.
 *
 * input `[batch, height, width, channels]`, dy `[batch, outHeight, outWidth, channels]` -> shape of input
 */
export function maxPoolGrad({ inputs: { input, dy }, attrs, backend }: KernelCall): TensorInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as {
    filterSize: [number, number] | number;
    strides: [number, number] | number;
    pad: "valid" | "same" | number | backend_util.ExplicitPadding;
    dimRoundingMode?: "floor" | "round" | "ceil";
  };
  const shape = input.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const gradient = backend.makeOutput(shape, "float32");
  const x = values(backend, input);
  const dyValues = values(backend, dy);
  const dx = values(backend, gradient).fill(0);

  const channels = info.inChannels;
  const largest = new Float32Array(channels);
  const position = new Int32Array(channels);
  let window = 0;
  for (let b = 0; b < info.batchSize; b++) {
    for (let outY = 0; outY < info.outHeight; outY++) {
      const y0 = outY * info.strideHeight - info.padInfo.top;
      const yEnd = Math.min(info.inHeight, y0 + info.filterHeight);
      for (let outX = 0; outX < info.outWidth; outX++, window += channels) {
        const x0 = outX * info.strideWidth - info.padInfo.left;
        const xEnd = Math.min(info.inWidth, x0 + info.filterWidth);
        largest.fill(Number.NEGATIVE_INFINITY);
        position.fill(-1);
        for (let inY = Math.max(0, y0); inY < yEnd; inY++) {
          for (let inX = Math.max(0, x0); inX < xEnd; inX++) {
            const pixel = ((b * info.inHeight + inY) * info.inWidth + inX) * channels;
            for (let c = 0; c < channels; c++) {
              if (x[pixel + c] > largest[c]) {
                largest[c] = x[pixel + c];
                position[c] = pixel + c;
              }
            }
          }
        }
        for (let c = 0; c < channels; c++) if (position[c] >= 0) dx[position[c]] += dyValues[window + c];
      }
    }
  }
  return gradient;
}
