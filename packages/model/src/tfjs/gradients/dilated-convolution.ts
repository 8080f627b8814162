import * as tf from "@tensorflow/tfjs-core";

type Shape4D = [number, number, number, number];
type Filter = tf.Tensor4D;

const CONVOLUTIONS = [
  {
    kernelName: tf.Conv2D,
    byInput: tf.Conv2DBackpropInput,
    byFilter: tf.Conv2DBackpropFilter,
  },
  {
    kernelName: tf.DepthwiseConv2dNative,
    byInput: tf.DepthwiseConv2dNativeBackpropInput,
    byFilter: tf.DepthwiseConv2dNativeBackpropFilter,
  },
];

/**
 * Gives tfjs the gradients of dilated convolutions. It refuses them for Conv2D, and its cpu backend computes
 * depthwise ones as if they were not dilated. A dilated convolution is an ordinary one by the filter with its gaps
 * written out as zeros; undilated ones keep tfjs's own gradient.
 */
export function registerDilatedConvolutionGradients(): void {
  for (const { kernelName, byInput, byFilter } of CONVOLUTIONS) {
    const stock = tf.getGradient(kernelName);
    tf.registerGradient({
      ...stock,
      gradFunc: (dy, saved, attrs) => {
        const dilations = (attrs as unknown as { dilations?: number | [number, number] }).dilations ?? 1;
        const [rows, columns] = typeof dilations === "number" ? [dilations, dilations] : dilations;
        if (rows === 1 && columns === 1) return stock.gradFunc(dy, saved, attrs);

        const [x, filter] = saved as [tf.Tensor4D, Filter];
        const filterShape = shapeWithGaps(filter.shape, rows, columns);
        const run = (kernel: string, inputs: object) => {
          const undilated = { ...attrs, dilations: [1, 1], inputShape: x.shape, filterShape };
          return tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, undilated) as tf.Tensor4D;
        };
        return {
          x: () => run(byInput, { dy, filter: withGaps(filter, rows, columns) }),
          filter: () =>
            tf.stridedSlice(run(byFilter, { x, dy }), [0, 0, 0, 0], filterShape, [rows, columns, 1, 1]),
        };
      },
    });
  }
}

function shapeWithGaps([height, width, ...channels]: Shape4D, rows: number, columns: number): Shape4D {
  return [(height - 1) * rows + 1, (width - 1) * columns + 1, ...channels];
}

function withGaps(filter: Filter, rows: number, columns: number): Filter {
  const [height, width, inChannels, outChannels] = filter.shape;
  const zerosBehindEach = (tensor: tf.Tensor, shape: [number, number, number], zeros: number) =>
    tf.pad(tf.reshape(tensor, shape), [
      [0, 0],
      [0, zeros],
      [0, 0],
    ]);
  const taps = inChannels * outChannels;
  const wide = zerosBehindEach(filter, [height * width, 1, taps], columns - 1);
  const tall = zerosBehindEach(wide, [height, 1, width * columns * taps], rows - 1);
  const full: Filter = tf.reshape(tall, [height * rows, width * columns, inChannels, outChannels]);
  return tf.slice(full, [0, 0, 0, 0], shapeWithGaps(filter.shape, rows, columns));
}
