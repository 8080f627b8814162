import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { type KernelCall, KernelScope } from "./wasm-backend.js";

type Shape4D = [number, number, number, number];

/** Below so many input channels, patches are faster than the convolution (measured from 1 to 16, batch 128). */
const FEW_CHANNELS = 8;

/**
 * Gradient of a 2-D convolution by its filter, which tfjs's wasm backend lacks (tensorflow/tfjs issue 8474):
 *
 *     dW[i, j, c, o] = sum over b, y, x of  X[b, y * stride + i - top, x * stride + j - left, c] * dY[b, y, x, o]
 *
 * Composed of the backend's SIMD kernels in one of two ways, whichever is faster.
 *
 * x `[batch, height, width, in]`, dy `[batch, outHeight, outWidth, out]` -> `[filterHeight, filterWidth, in, out]`
 */
export function conv2dBackpropFilter({ inputs: { x, dy }, attrs, backend }: KernelCall): TensorInfo {
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs as {
    strides: [number, number] | number;
    pad: "valid" | "same" | number | backend_util.ExplicitPadding;
    dataFormat: "NHWC" | "NCHW";
    dimRoundingMode?: "floor" | "round" | "ceil";
    filterShape: Shape4D;
  };
  if (dataFormat !== "NHWC") throw new Error(`Conv2DBackpropFilter on wasm needs NHWC, got ${dataFormat}`);
  const xShape = x.shape as Shape4D;
  const info = backend_util.computeConv2DInfo(xShape, filterShape, strides, 1, pad, dimRoundingMode);
  const scope = new KernelScope(backend);
  const gradient = (info.inChannels < FEW_CHANNELS ? byPatches : byConvolution)(scope, x, dy, info);
  scope.dispose({ except: gradient });
  return { ...gradient, shape: filterShape };
}

/**
 * The formula is itself a convolution: batch and channels of X change places, dY is the filter, and the stride
 * becomes the dilation.
 */
function byConvolution(
  scope: KernelScope,
  x: TensorInfo,
  dy: TensorInfo,
  info: backend_util.Conv2DInfo,
): TensorInfo {
  const channelImages = scope.run("Transpose", { x }, { perm: [3, 1, 2, 0] });
  const gradientFilter = scope.run("Transpose", { x: dy }, { perm: [1, 2, 0, 3] });
  const dilations = [info.strideHeight, info.strideWidth];
  const pad = padding(info);
  const correlated = scope.run(
    "Conv2D",
    { x: channelImages, filter: gradientFilter },
    { strides: 1, dilations, pad, dataFormat: "NHWC" },
  );
  // Rows and columns beyond the filter come from pixels that the stride never reached.
  const size = [info.inChannels, info.filterHeight, info.filterWidth, info.outChannels];
  const taps = scope.run("Slice", { x: correlated }, { begin: [0, 0, 0, 0], size });
  return scope.run("Transpose", { x: taps }, { perm: [1, 2, 0, 3] });
}

const NO_MASKS = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };

/** One matrix product: `[taps * in, pixels]`, the pixels that each filter tap meets, by dY as `[pixels, out]`. */
function byPatches(
  scope: KernelScope,
  x: TensorInfo,
  dy: TensorInfo,
  info: backend_util.Conv2DInfo,
): TensorInfo {
  const { batchSize, inChannels, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info;
  const pixels = batchSize * outHeight * outWidth;
  const padded = scope.run("PadV2", { x }, { paddings: padding(info), constantValue: 0 });
  const channelImages = scope.run("Transpose", { x: padded }, { perm: [3, 0, 1, 2] });
  const patches: TensorInfo[] = [];
  for (let i = 0; i < info.filterHeight; i++) {
    for (let j = 0; j < info.filterWidth; j++) {
      const begin = [0, 0, i, j];
      const end = [
        inChannels,
        batchSize,
        i + (outHeight - 1) * strideHeight + 1,
        j + (outWidth - 1) * strideWidth + 1,
      ];
      const strides = [1, 1, strideHeight, strideWidth];
      const met = scope.run("StridedSlice", { x: channelImages }, { ...NO_MASKS, begin, end, strides });
      patches.push({ ...met, shape: [inChannels, pixels] });
    }
  }
  const a = scope.run("Concat", patches as unknown as Record<string, TensorInfo>, { axis: 0 });
  const b = { ...dy, shape: [pixels, outChannels] };
  return scope.run("BatchMatMul", { a, b }, { transposeA: false, transposeB: false });
}

/** As much as the taps reach over the image; below and right it can be less than the convolution's. */
function padding(info: backend_util.Conv2DInfo): [number, number][] {
  const { top, left } = info.padInfo;
  const bottom = (info.outHeight - 1) * info.strideHeight + info.filterHeight - info.inHeight - top;
  const right = (info.outWidth - 1) * info.strideWidth + info.filterWidth - info.inWidth - left;
  return [
    [0, 0],
    [top, Math.max(0, bottom)],
    [left, Math.max(0, right)],
    [0, 0],
  ];
}
