import { PictureError } from "./errors.js";

/**
 * A decoded picture: rows from top to bottom, `channels` interleaved bytes per pixel, 0..255.
 * 1 = gray, 2 = gray and alpha, 3 = RGB, 4 = RGBA; alpha is not premultiplied.
 * A browser's `ImageData` is one: where `channels` is left out it follows from the length of `data`.
 */
export interface Picture {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
  channels?: number;
}

/** A picture of one channel: `data[y * width + x]`, 0..255. */
export interface GrayImage {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A rectangle of pixels; `x` and `y` are its left and upper edge. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Checks a picture's shape and gives its channel count.
 * @throws {PictureError} ERR_MNIST_PICTURE_INVALID when the sizes are no positive integers or do not match `data`
 */
export function channelsOf(picture: Picture): 1 | 2 | 3 | 4 {
  const { data, width, height } = picture ?? {};
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  const whole = (n: unknown) => Number.isInteger(n) && (n as number) > 0;
  if (!bytes || !whole(width) || !whole(height)) {
    throw new PictureError(
      "ERR_MNIST_PICTURE_INVALID",
      `picture: expected {data: Uint8Array, width, height, channels} with a width and height of 1 or more, ` +
        `got ${width} x ${height} and ${bytes ? `${data.length} bytes` : typeof data}`,
    );
  }
  const channels = picture.channels ?? data.length / (width * height);
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) {
    throw new PictureError(
      "ERR_MNIST_PICTURE_INVALID",
      `picture: expected 1, 2, 3 or 4 channels of 8 bits, got ${channels}`,
    );
  }
  if (data.length !== width * height * channels) {
    throw new PictureError(
      "ERR_MNIST_PICTURE_INVALID",
      `picture: ${width} x ${height} pixels of ${channels} channels are ${width * height * channels} bytes, ` +
        `got ${data.length}`,
    );
  }
  return channels;
}

/** Pixels of four channels as words, so that one comparison tells whether all channels of two are equal. */
export function wordsOf(data: Picture["data"]): Int32Array {
  const { buffer, byteOffset, length } = data;
  const aligned = byteOffset % 4 === 0;
  return aligned
    ? new Int32Array(buffer, byteOffset, length / 4)
    : new Int32Array(new Uint8Array(data).buffer);
}
