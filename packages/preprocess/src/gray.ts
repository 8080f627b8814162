/**
 * From a picture of any channels to one gray plane of workable size: alpha composited over a background that
 * shows the drawing, color projected onto the axis along which ink and paper differ most.
 */
import { chooseBackdrop, composite, isOpaque } from "./backdrop.js";
import { chooseWeights, LUMA } from "./color-axis.js";
import { channelsOf, type GrayImage, type Picture, wordsOf } from "./picture.js";

/** How a picture became gray. */
export interface GrayDecision {
  /** What each channel weighs: gray = offset + weights . (R, G, B). */
  weights: [number, number, number];
  offset: number;
  /** The color put under transparent pixels; absent for an opaque picture. */
  backdrop?: [number, number, number];
  /** The picture was reduced by this whole factor, by area averaging. */
  reduction: number;
}

/**
 * The gray picture, its longer side at most `maxSide`.
 * @throws {PictureError} ERR_MNIST_PICTURE_INVALID
 */
export function toGray(picture: Picture, maxSide: number): { gray: GrayImage; decision: GrayDecision } {
  const channels = channelsOf(picture);
  const reduction = Math.ceil(Math.max(picture.width, picture.height) / maxSide);
  const backdrop = isOpaque(picture, channels) ? undefined : chooseBackdrop(picture, channels);
  const weights = channels >= 3 ? chooseWeights(picture, channels, backdrop) : LUMA;
  const offset = -255 * weights.reduce((sum, w) => sum + Math.min(w, 0), 0);
  const opaque = backdrop ? { ...picture, data: composite(picture, channels, backdrop) } : picture;
  const step = backdrop ? channels - 1 : channels;
  const projection = { step, weights, offset };
  const gray = reduction === 1 ? project(opaque, projection) : reduce(opaque, reduction, projection);
  return { gray, decision: { weights, offset, backdrop, reduction } };
}

/** How pixels lie in memory and what their channels weigh; of two channels the first is the gray. */
interface Projection {
  /** The distance between pixels. */
  step: number;
  weights: readonly number[];
  offset: number;
}

function project({ data, width, height }: Picture, { step, weights, offset }: Projection): GrayImage {
  const out = new Uint8Array(width * height);
  const [red, green, blue] = weights;
  const levelAt = (i: number) => offset + red * data[i] + green * data[i + 1] + blue * data[i + 2] + 0.5;
  if (step < 3) for (let p = 0, i = 0; p < out.length; p++, i += step) out[p] = data[i];
  else if (step === 3) for (let p = 0, i = 0; p < out.length; p++, i += 3) out[p] = levelAt(i);
  else projectRuns(wordsOf(data), levelAt, out);
  return { data: out, width, height };
}

/** Pixels of four channels, most of which are like the one before: a drawing's. */
function projectRuns(words: Int32Array, levelAt: (i: number) => number, out: Uint8Array): void {
  for (let p = 0; p < words.length; ) {
    const word = words[p];
    const level = levelAt(4 * p) | 0;
    do out[p++] = level;
    while (p < words.length && words[p] === word);
  }
}

/**
 * The gray mean of each `factor` x `factor` block; blocks cut by the right or lower edge average what they have.
 */
function reduce(picture: Picture, factor: number, projection: Projection): GrayImage {
  const width = Math.ceil(picture.width / factor);
  const height = Math.ceil(picture.height / factor);
  const out = new Uint8Array(width * height);
  const sums = new Float64Array(width);
  const lastColumns = picture.width - (width - 1) * factor;
  for (let j = 0; j < height; j++) {
    sums.fill(0);
    const bottom = Math.min(picture.height, (j + 1) * factor);
    for (let y = j * factor; y < bottom; y++) addRow(picture, y, factor, projection, sums);
    const rows = bottom - j * factor;
    for (let column = 0; column < width; column++) {
      const count = rows * (column === width - 1 ? lastColumns : factor);
      out[j * width + column] = sums[column] / count + projection.offset + 0.5;
    }
  }
  return { data: out, width, height };
}

/** Adds the weighted channels of a row's pixels to the sums of the `factor` columns they belong to, without the offset. */
function addRow(
  { data, width }: Picture,
  y: number,
  factor: number,
  { step, weights }: Projection,
  sums: Float64Array,
): void {
  const [red, green, blue] = weights;
  for (let column = 0, i = y * width * step; column < sums.length; column++) {
    const end = (y * width + Math.min(width, (column + 1) * factor)) * step;
    let first = 0;
    if (step < 3) {
      for (; i < end; i += step) first += data[i];
      sums[column] += first;
      continue;
    }
    let second = 0;
    let third = 0;
    for (; i < end; i += step) {
      first += data[i];
      second += data[i + 1];
      third += data[i + 2];
    }
    sums[column] += red * first + green * second + blue * third;
  }
}
