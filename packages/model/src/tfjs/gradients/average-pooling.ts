import * as tf from "@tensorflow/tfjs-core";

type Shape4D = [number, number, number, number];

/**
 * Corrects the gradient of padded average pooling on tfjs's cpu and wasm backends: forward they divide by the number
 * of pixels in the window that are in the image, backward by the size of the window. So dY is multiplied by the
 * quotient before. TensorFlow itself is right.
 */
export function registerAveragePoolingGradient(): void {
  const stock = tf.getGradient(tf.AvgPool);
  tf.registerGradient({
    ...stock,
    gradFunc: (dy, saved, attrs) => {
      if (tf.getBackend() === "tensorflow") return stock.gradFunc(dy, saved, attrs);
      const { filterSize, strides, pad } = attrs as unknown as {
        filterSize: [number, number] | number;
        strides: [number, number] | number;
        pad: "same" | "valid";
      };
      const info = tf.backend_util.computePool2DInfo(saved[0].shape as Shape4D, filterSize, strides, 1, pad);
      const rows = pixelsInside(
        info.outHeight,
        info.strideHeight,
        info.padInfo.top,
        info.filterHeight,
        info.inHeight,
      );
      const columns = pixelsInside(
        info.outWidth,
        info.strideWidth,
        info.padInfo.left,
        info.filterWidth,
        info.inWidth,
      );
      const size = info.filterHeight * info.filterWidth;
      const factors = rows.flatMap((height) => columns.map((width) => size / (height * width)));
      const factor = tf.tensor4d(factors, [1, rows.length, columns.length, 1]);
      return stock.gradFunc(tf.mul(dy as tf.Tensor, factor), saved, attrs);
    },
  });
}

/** How many pixels of each window along one axis are in the image. */
function pixelsInside(
  windows: number,
  stride: number,
  before: number,
  size: number,
  length: number,
): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before;
    return Math.min(length, start + size) - Math.max(0, start);
  });
}
