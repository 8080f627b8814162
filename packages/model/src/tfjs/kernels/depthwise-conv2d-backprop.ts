import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { type KernelCall, values } from "./wasm-backend.js";

type Shape4D = [number, number, number, number];

interface DepthwiseAttrs {
  strides: [number, number] | number;
  dilations?: [number, number] | number;
  pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  dimRoundingMode?: "floor" | "round" | "ceil";
  inputShape: Shape4D;
  filterShape: Shape4D;
}

function depthwiseInfo(inputShape: Shape4D, filterShape: Shape4D, attrs: Record<string, unknown>) {
  const { strides, dilations = 1, pad, dimRoundingMode } = attrs as unknown as DepthwiseAttrs;
  return backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
}

/**
 * Calls `visit(x, y, w)` for every tap of a depthwise convolution that lies inside the image, with the offsets of
 * the input pixel's, the output pixel's and the filter tap's first channel.
 */
function forEachTap(info: backend_util.Conv2DInfo, visit: (x: number, y: number, w: number) => void): void {
  for (let b = 0; b < info.batchSize; b++) {
    for (let outY = 0; outY < info.outHeight; outY++) {
      for (let i = 0; i < info.filterHeight; i++) {
        const inY = outY * info.strideHeight + i * info.dilationHeight - info.padInfo.top;
        if (inY < 0 || inY >= info.inHeight) continue;
        for (let outX = 0; outX < info.outWidth; outX++) {
          const y = ((b * info.outHeight + outY) * info.outWidth + outX) * info.outChannels;
          for (let j = 0; j < info.filterWidth; j++) {
            const inX = outX * info.strideWidth + j * info.dilationWidth - info.padInfo.left;
            if (inX < 0 || inX >= info.inWidth) continue;
            const x = ((b * info.inHeight + inY) * info.inWidth + inX) * info.inChannels;
            visit(x, y, (i * info.filterWidth + j) * info.outChannels);
          }
        }
      }
    }
  }
}

/**
 * Gradient of a depthwise convolution by its filter, which tfjs's wasm backend lacks.
 *
 * x `[batch, height, width, in]`, dy `[batch, outHeight, outWidth, in * multiplier]` ->
 * `[filterHeight, filterWidth, in, multiplier]`
 */
export function depthwiseConv2dBackpropFilter({ inputs: { x, dy }, attrs, backend }: KernelCall): TensorInfo {
  const { filterShape } = attrs as unknown as DepthwiseAttrs;
  const info = depthwiseInfo(x.shape as Shape4D, filterShape, attrs);
  const gradient = backend.makeOutput(filterShape, "float32");
  const xValues = values(backend, x);
  const dyValues = values(backend, dy);
  const multiplier = info.outChannels / info.inChannels;
  // Millions of terms per weight: summed in float64.
  const sums = new Float64Array(info.filterHeight * info.filterWidth * info.outChannels);
  forEachTap(info, (x0, y0, w0) => {
    for (let c = 0, o = 0; c < info.inChannels; c++) {
      const value = xValues[x0 + c];
      for (let m = 0; m < multiplier; m++, o++) sums[w0 + o] += value * dyValues[y0 + o];
    }
  });
  values(backend, gradient).set(sums);
  return gradient;
}

/**
 * Gradient of a depthwise convolution by its input, which tfjs's wasm backend lacks.
 *
 * dy `[batch, outHeight, outWidth, in * multiplier]`, filter `[height, width, in, multiplier]` -> `inputShape`
 */
export function depthwiseConv2dBackpropInput({
  inputs: { dy, filter },
  attrs,
  backend,
}: KernelCall): TensorInfo {
  const { inputShape } = attrs as unknown as DepthwiseAttrs;
  const info = depthwiseInfo(inputShape, filter.shape as Shape4D, attrs);
  const gradient = backend.makeOutput(inputShape, "float32");
  const dyValues = values(backend, dy);
  const filterValues = values(backend, filter);
  const dx = values(backend, gradient).fill(0);
  const multiplier = info.outChannels / info.inChannels;
  forEachTap(info, (x0, y0, w0) => {
    for (let c = 0, o = 0; c < info.inChannels; c++) {
      let sum = 0;
      for (let m = 0; m < multiplier; m++, o++) sum += dyValues[y0 + o] * filterValues[w0 + o];
      dx[x0 + c] += sum;
    }
  });
  return gradient;
}
