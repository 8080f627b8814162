/** Channels side by side in one picture. */
export interface Mosaic {
  data: Uint8Array;
  width: number;
  height: number;
  /** Channels in one row of the picture. */
  columns: number;
  channels: number;
  /** Pixels on a side of each value. */
  scale: number;
  /** Size of one channel with the line that parts it from the next. */
  cell: { width: number; height: number };
}

/** The shade between the channels. */
const LINE = 40;
/** Channels of fewer pixels are enlarged, so that the lines between them stay thin. */
const LEAST_SIDE = 12;

/**
 * Lays the channels of a layer's output out as one gray picture, from black for the least value of the layer (0 where
 * none is negative) to white for the largest.
 *
 * @param output `[rows, columns, channels]`, or `[values]`
 * @param mostAcross channels in one row
 */
export function mosaic(output: Float32Array, shape: readonly number[], mostAcross = 16): Mosaic {
  const [rows, columns, channels] = shape.length === 3 ? shape : [1, shape[0], 1];
  const across = Math.min(channels, mostAcross);
  const scale = Math.max(1, Math.ceil(LEAST_SIDE / columns));
  const cell = { width: columns * scale + 1, height: rows * scale + 1 };
  const width = across * cell.width - 1;
  const height = Math.ceil(channels / across) * cell.height - 1;
  const data = new Uint8Array(width * height).fill(LINE);
  const shade = shades(output);
  for (let channel = 0; channel < channels; channel++) {
    const left = (channel % across) * cell.width;
    const top = Math.floor(channel / across) * cell.height;
    for (let y = 0; y < rows * scale; y++) {
      for (let x = 0; x < columns * scale; x++) {
        const place = Math.floor(y / scale) * columns + Math.floor(x / scale);
        data[(top + y) * width + left + x] = shade(output[place * channels + channel]);
      }
    }
  }
  return { data, width, height, columns: across, channels, scale, cell };
}

/** A place in one channel. */
export interface Unit {
  channel: number;
  row: number;
  column: number;
}

/** The unit at a place of the mosaic, given as shares of its width and height; undefined between or beyond channels. */
export function unitAt(
  { width, height, columns, cell, channels, scale }: Mosaic,
  x: number,
  y: number,
): Unit | undefined {
  const [across, down] = [Math.floor(x * width), Math.floor(y * height)];
  const channel = Math.floor(down / cell.height) * columns + Math.floor(across / cell.width);
  const [x0, y0] = [across % cell.width, down % cell.height];
  const isInside = across >= 0 && across < width && down >= 0 && down < height && channel < channels;
  const isOnLine = x0 === cell.width - 1 || y0 === cell.height - 1;
  if (!isInside || isOnLine) return undefined;
  return { channel, row: Math.floor(y0 / scale), column: Math.floor(x0 / scale) };
}

/** From the least value (at most 0) in black to the largest in white. */
function shades(values: Float32Array): (value: number) => number {
  const least = values.reduce((least, value) => Math.min(least, value), 0);
  const range = values.reduce((most, value) => Math.max(most, value), least + 1e-6) - least;
  return (value) => Math.round((255 * (value - least)) / range);
}

/** One channel of `[rows, columns, channels]` as a gray picture on a scale of its own. */
export function channelImage(output: Float32Array, shape: readonly number[], channel: number) {
  const [height, width, channels] = shape;
  const values = Float32Array.from({ length: width * height }, (_, i) => output[i * channels + channel]);
  return { data: Uint8Array.from(values, shades(values)), width, height, values };
}

/** One filter of `[rows, columns, 1, filters]`: white adds, black subtracts, gray does neither. */
export function filterImage(filters: { shape: readonly number[]; values: Float32Array }, filter: number) {
  const [height, width, , count] = filters.shape;
  const values = Float32Array.from({ length: width * height }, (_, i) => filters.values[i * count + filter]);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const data = Uint8Array.from(values, (value) => Math.round(128 + (127 * value) / largest));
  return { data, width, height };
}
