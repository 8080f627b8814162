/** Channels side by side in one picture. */
export interface Mosaic {
  data: Uint8Array;
  width: number;
  height: number;
  /** Channels in one row of the picture. */
  columns: number;
  /** Size of one channel with the line that parts it from the next. */
  cell: { width: number; height: number };
}

/** The shade between the channels. */
const LINE = 40;

/**
 * Lays the channels of a layer's output out as one gray picture: 0 = black, the largest value of the layer = white.
 *
 * @param output `[rows, columns, channels]`, or `[values]`
 * @param mostAcross channels in one row
 */
export function mosaic(output: Float32Array, shape: readonly number[], mostAcross = 16): Mosaic {
  const [rows, columns, channels] = shape.length === 3 ? shape : [1, shape[0], 1];
  const across = Math.min(channels, mostAcross);
  const cell = { width: columns + 1, height: rows + 1 };
  const width = across * cell.width - 1;
  const height = Math.ceil(channels / across) * cell.height - 1;
  const data = new Uint8Array(width * height).fill(LINE);
  const largest = output.reduce((most, value) => Math.max(most, value), 1e-6);
  for (let channel = 0; channel < channels; channel++) {
    const left = (channel % across) * cell.width;
    const top = Math.floor(channel / across) * cell.height;
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const value = output[(y * columns + x) * channels + channel];
        data[(top + y) * width + left + x] = Math.max(0, Math.round((255 * value) / largest));
      }
    }
  }
  return { data, width, height, columns: across, cell };
}

/** The channel at a place of the mosaic, given as shares of its width and height. */
export function channelAt({ width, height, columns, cell }: Mosaic, x: number, y: number): number {
  return Math.floor((y * height) / cell.height) * columns + Math.floor((x * width) / cell.width);
}

/** One channel of `[rows, columns, channels]` as a gray picture on the scale of its own largest value. */
export function channelImage(output: Float32Array, shape: readonly number[], channel: number) {
  const [height, width, channels] = shape;
  const values = Float32Array.from({ length: width * height }, (_, i) => output[i * channels + channel]);
  const largest = values.reduce((most, value) => Math.max(most, value), 1e-6);
  const data = Uint8Array.from(values, (value) => Math.max(0, Math.round((255 * value) / largest)));
  return { data, width, height, largest };
}

/** One filter of `[rows, columns, 1, filters]`: white adds, black subtracts, gray does neither. */
export function filterImage(filters: { shape: readonly number[]; values: Float32Array }, filter: number) {
  const [height, width, , count] = filters.shape;
  const values = Float32Array.from({ length: width * height }, (_, i) => filters.values[i * count + filter]);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const data = Uint8Array.from(values, (value) => Math.round(128 + (127 * value) / largest));
  return { data, width, height };
}
