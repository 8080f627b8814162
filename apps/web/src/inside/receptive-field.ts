import type { SequentialLayer } from "@mnist/model";

/**
 * Which part of the image each unit of a layer sees, along rows and columns alike: unit i sees `size` pixels from
 * `start + i * step` on (Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning").
 */
export interface ReceptiveField {
  start: number;
  size: number;
  step: number;
}

/** A unit of the input: it sees its own pixel. */
export const onePixel: ReceptiveField = { start: 0, size: 1, step: 1 };

/** The field of a layer's units, given that of its input's; undefined when each unit sees everything. */
export function fieldAfter(
  { className, config }: Pick<SequentialLayer, "className" | "config">,
  inputSide: number,
  before: ReceptiveField | undefined,
): ReceptiveField | undefined {
  if (!before || ["Flatten", "Dense", "GlobalAveragePooling2D", "Reshape"].includes(className))
    return undefined;
  const window = first(config.kernel_size ?? config.pool_size);
  if (window === undefined) return before;
  const reach = (window - 1) * (first(config.dilation_rate) ?? 1);
  const stride = first(config.strides) ?? (className.includes("Pooling") ? window : 1);
  const padding = config.padding === "same" ? paddingBefore(inputSide, reach + 1, stride) : 0;
  return {
    start: before.start - padding * before.step,
    size: before.size + reach * before.step,
    step: before.step * stride,
  };
}

/** What TensorFlow's "same" padding adds before the first pixel. */
function paddingBefore(inputSide: number, window: number, stride: number): number {
  const total = Math.max(0, (Math.ceil(inputSide / stride) - 1) * stride + window - inputSide);
  return Math.floor(total / 2);
}

/** A part of the image, in its pixels. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What the unit in a row and column sees of an image, cut off at its edges. */
export function seenPart(
  { start, size, step }: ReceptiveField,
  row: number,
  column: number,
  side = 28,
): Part {
  const [x, right] = cut(start + column * step, size, side);
  const [y, bottom] = cut(start + row * step, size, side);
  return { x, y, width: right - x, height: bottom - y };
}

function cut(from: number, size: number, side: number): [from: number, to: number] {
  return [Math.min(Math.max(0, from), side), Math.min(Math.max(0, from + size), side)];
}

function first(value: unknown): number | undefined {
  const number = Number(Array.isArray(value) ? value[0] : value);
  return Number.isFinite(number) ? number : undefined;
}
