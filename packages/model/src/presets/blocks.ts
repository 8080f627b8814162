import type { Architecture, Layer } from "../layers.js";

const HALVED: Layer = { kind: "maxPooling2d", poolSize: 2 };
const NORMALIZED: Layer = { kind: "batchNormalization", momentum: 0.9 };

/**
 * What the presets are built of: blocks of 3 x 3 convolutions with relu and batch normalization, all but the last block
 * halved by max pooling, and one dense layer. That begins at zero: what a random one says at first, the layers below
 * would be trained to undo.
 *
 * @param blocks the filters of the convolutions of each block
 * @param dropout the share of what reaches the dense layer that is dropped in training
 */
export function convolutionalBlocks(blocks: number[][], dropout = 0): Architecture {
  const layers = blocks.flatMap((block, b) =>
    block.flatMap((filters, c): Layer[] => {
      const convolution: Layer = { kind: "conv2d", filters, kernelSize: 3, activation: "relu" };
      const ends = c === block.length - 1 && b < blocks.length - 1;
      return ends ? [convolution, HALVED, NORMALIZED] : [convolution, NORMALIZED];
    }),
  );
  return {
    layers: [
      ...layers,
      { kind: "flatten" },
      ...(dropout > 0 ? [{ kind: "dropout", rate: dropout } as const] : []),
      { kind: "dense", units: 10, activation: "softmax", initializer: "zeros" },
    ],
  };
}
