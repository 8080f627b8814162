// Registers the gradients of all operations.
import "@tensorflow/tfjs-layers";
import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  engine,
  getGradient,
  type NamedAttrMap,
  type NamedTensorMap,
  pad,
  registerGradient,
  reshape,
  slice,
  stridedSlice,
  type Tensor4D,
} from "@tensorflow/tfjs-core";

/**
 * Gives tfjs the gradient of dilated convolutions, which it refuses on every backend: a dilated convolution is an
 * ordinary one by the filter with its gaps written out as zeros. Undilated ones keep tfjs's own gradient.
 */
export function registerDilatedConv2dGradient(): void {
  const stock = getGradient(Conv2D);
  registerGradient({
    ...stock,
    gradFunc: (dy, saved, attrs) => {
      const { dilations, ...undilated } = attrs as NamedAttrMap & { dilations: number | [number, number] };
      const [rows, columns] = typeof dilations === "number" ? [dilations, dilations] : dilations;
      if (rows === 1 && columns === 1) return stock.gradFunc(dy, saved, attrs);

      const [x, filter] = saved as [Tensor4D, Tensor4D];
      const run = (kernel: string, inputs: object, more: NamedAttrMap) =>
        engine().runKernel(kernel, inputs as NamedTensorMap, { ...undilated, ...more }) as Tensor4D;
      return {
        x: () =>
          run(Conv2DBackpropInput, { dy, filter: withGaps(filter, rows, columns) }, { inputShape: x.shape }),
        filter: () => {
          const filterShape = shapeWithGaps(filter.shape, rows, columns);
          const gradient = run(Conv2DBackpropFilter, { x, dy }, { filterShape });
          return stridedSlice(gradient, [0, 0, 0, 0], filterShape, [rows, columns, 1, 1]);
        },
      };
    },
  });
}

type Shape4D = [number, number, number, number];

function shapeWithGaps([height, width, ...channels]: Shape4D, rows: number, columns: number): Shape4D {
  return [(height - 1) * rows + 1, (width - 1) * columns + 1, ...channels];
}

function withGaps(filter: Tensor4D, rows: number, columns: number): Tensor4D {
  const [height, width, inChannels, outChannels] = filter.shape;
  const zerosBehindEach = (tensor: Tensor4D, shape: [number, number, number], zeros: number) =>
    pad(reshape(tensor, shape), [
      [0, 0],
      [0, zeros],
      [0, 0],
    ]) as unknown as Tensor4D;
  const taps = inChannels * outChannels;
  const wide = zerosBehindEach(filter, [height * width, 1, taps], columns - 1);
  const tall = zerosBehindEach(wide, [height, 1, width * columns * taps], rows - 1);
  const full = reshape(tall, [height * rows, width * columns, inChannels, outChannels]) as Tensor4D;
  return slice(full, [0, 0, 0, 0], shapeWithGaps(filter.shape, rows, columns));
}
