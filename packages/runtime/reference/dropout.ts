import { threefry2x32 } from "@mnist/random";

/** Which random numbers: key and lane of a stream of @mnist/random. */
export interface Stream {
  key0: number;
  key1: number;
  lane: number;
}

/** What is dropped: 16-bit halves below `threshold`; the others are multiplied by `scale`. */
export interface Drop {
  threshold: number;
  scale: number;
}

/** 0 or `scale` for each 16-bit half of the blocks of the stream, four halves a block, the lower one of a word first. */
export function dropoutMask(block: number, count: number, stream: Stream, drop: Drop): Float32Array {
  const words = new Uint32Array(2);
  return Float32Array.from({ length: count }, (_, half) => {
    threefry2x32(stream.key0, stream.key1, (block + Math.floor(half / 4)) | 0, stream.lane, words);
    const word = words[Math.floor(half / 2) % 2];
    const bits = half % 2 ? word >>> 16 : word & 0xffff;
    return bits < drop.threshold ? 0 : drop.scale;
  });
}

/** Sample b of the batch, the first of them number `first`, has the halves from b * size16 on. */
function sampleMask(sample: number, size: number, stream: Stream, drop: Drop): Float32Array {
  const size16 = Math.ceil(size / 16) * 16;
  return dropoutMask((sample * size16) / 4, size16, stream, drop);
}

/** y = x * mask for `n` samples of `pixels` x `channels` values, with one decision for each channel of a sample. */
export function spatialDropoutForward(
  x: Float32Array,
  n: number,
  pixels: number,
  channels: number,
  first: number,
  stream: Stream,
  drop: Drop,
): Float32Array {
  const y = new Float32Array(x.length);
  for (let i = 0; i < n; i++) {
    const mask = sampleMask(first + i, channels, stream, drop);
    for (let p = 0; p < pixels; p++) {
      for (let c = 0; c < channels; c++) {
        const at = (i * pixels + p) * channels + c;
        y[at] = x[at] * mask[c];
      }
    }
  }
  return y;
}

/** y = x * mask for `n` samples of `size` values. */
export function dropoutForward(
  x: Float32Array,
  n: number,
  size: number,
  first: number,
  stream: Stream,
  drop: Drop,
): Float32Array {
  return spatialDropoutForward(x, n, 1, size, first, stream, drop);
}

/** dx = dy * mask: dropout is linear. */
export const dropoutBackward = spatialDropoutForward;
