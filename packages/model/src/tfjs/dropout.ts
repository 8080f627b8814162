import { Random } from "@mnist/random";
import { mul, type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";

/**
 * The mask of one dropout layer in one step: 0 with probability `rate`, else `1 / (1 - rate)`. The same mask as
 * `@mnist/runtime` applies, a function of seed, layer, step and place in the batch alone: every word of the stream
 * decides on two values, the lower 16 bits first. Value `e` of sample `b` takes half `b * paddedSize + e`, where
 * `paddedSize` is `size` rounded up to a multiple of 16, and is dropped when it is below `round(rate * 2^16)`.
 *
 * @param stream of this layer and step
 * @param size values per sample
 */
export function dropoutMask(stream: Random, samples: number, size: number, rate: number): Float32Array {
  const mask = new Float32Array(samples * size);
  const kept = 1 / (1 - rate);
  const threshold = Math.round(rate * 2 ** 16);
  const paddedSize = Math.ceil(size / 16) * 16;
  for (let b = 0; b < samples; b++) {
    stream.position = (b * paddedSize) / 2;
    const row = mask.subarray(b * size, (b + 1) * size);
    for (let e = 0; e < size; e += 2) {
      const word = stream.uint32();
      row[e] = (word & 0xffff) < threshold ? 0 : kept;
      if (e + 1 < size) row[e + 1] = word >>> 16 < threshold ? 0 : kept;
    }
  }
  return mask;
}

/** The random stream of dropout layer `index` (0, 1, ... in the order of the model) in step `step` (from 0). */
export function dropoutStream(seed: number, index: number, step: number): Random {
  return new Random(seed, `dropout/${index}`).lane(step);
}

/**
 * Gives the dropout layers of a model fresh masks in every step. tfjs's own either differ in every run or, with a
 * seed, are the same in every step.
 */
export class Dropout {
  #stream: ((index: number) => Random) | undefined;

  constructor(allLayers: layers.Layer[]) {
    const dropouts = allLayers.filter((layer) => layer.getClassName() === "Dropout");
    for (const [index, layer] of dropouts.entries()) {
      const { rate, noiseShape } = layer.getConfig() as {
        rate: number;
        noiseShape?: (number | null)[] | null;
      };
      layer.call = (inputs, kwargs) => {
        const input = Array.isArray(inputs) ? inputs[0] : inputs;
        if (!kwargs.training || rate <= 0 || this.#stream === undefined) return input.clone();
        const shape = input.shape.map((size, axis) => noiseShape?.[axis] ?? size);
        const [samples, ...rest] = shape;
        const size = rest.reduce((product, n) => product * n, 1);
        const mask = dropoutMask(this.#stream(index), samples, size, rate);
        return mul(input, tensor(mask, shape)) as Tensor;
      };
    }
  }

  /** Runs one training pass, synchronously, with the masks of step `step`. */
  during<T>(seed: number, step: number, pass: () => T): T {
    this.#stream = (index) => dropoutStream(seed, index, step);
    try {
      return pass();
    } finally {
      this.#stream = undefined;
    }
  }
}
