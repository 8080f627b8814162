/**
 * From a picture of any channels to one gray plane of workable size: alpha composited over a background that
 * shows the drawing, color projected onto the axis along which ink and paper differ most.
 */
import { channelsOf, type GrayImage, type Picture } from "./picture.js";

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

const LUMA: [number, number, number] = [0.299, 0.587, 0.114]; // ITU-R BT.601
const SAMPLES_PER_SIDE = 72;

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
  const opaque = backdrop ? composite(picture, channels, backdrop) : picture.data;
  const colors = backdrop ? (channels === 4 ? 3 : 1) : channels;
  const gray = reduceToGray({ ...picture, data: opaque }, colors, reduction, weights, offset);
  return { gray, decision: { weights, offset, backdrop, reduction } };
}

function isOpaque({ data }: Picture, channels: number): boolean {
  if (channels === 1 || channels === 3) return true;
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== 255) return false;
  return true;
}

/** The picture's colors over the backdrop, without alpha. */
function composite({ data }: Picture, channels: number, backdrop: readonly number[]): Uint8Array {
  const colors = channels - 1;
  const out = new Uint8Array((data.length / channels) * colors);
  for (let i = 0, o = 0; i < data.length; i += channels) {
    const alpha = data[i + colors] / 255;
    for (let c = 0; c < colors; c++) out[o++] = data[i + c] * alpha + backdrop[c] * (1 - alpha) + 0.5;
  }
  return out;
}

/**
 * The gray mean of each `factor` x `factor` block; blocks cut by the right or lower edge average what they have.
 * `step` is the distance between pixels; of two channels the first is the gray.
 */
function reduceToGray(
  { data, width: sourceWidth, height: sourceHeight }: Picture,
  step: number,
  factor: number,
  [red, green, blue]: readonly number[],
  offset: number,
): GrayImage {
  const width = Math.ceil(sourceWidth / factor);
  const height = Math.ceil(sourceHeight / factor);
  const out = new Uint8Array(width * height);
  const colored = step >= 3;
  if (factor === 1) {
    for (let p = 0, i = 0; p < out.length; p++, i += step) {
      const first = data[i];
      // Nearly all of a drawing is gray, which weights of one sign leave as it is.
      const plain = !colored || (offset === 0 && first === data[i + 1] && first === data[i + 2]);
      out[p] = plain ? first : offset + red * first + green * data[i + 1] + blue * data[i + 2] + 0.5;
    }
    return { data: out, width, height };
  }
  const sums = new Float64Array(width);
  for (let j = 0; j < height; j++) {
    sums.fill(0);
    const bottom = Math.min(sourceHeight, (j + 1) * factor);
    for (let y = j * factor; y < bottom; y++) {
      for (let column = 0, i = y * sourceWidth * step; column < width; column++) {
        const end = (y * sourceWidth + Math.min(sourceWidth, (column + 1) * factor)) * step;
        let first = 0;
        let second = 0;
        let third = 0;
        if (colored) {
          for (; i < end; i += step) {
            first += data[i];
            second += data[i + 1];
            third += data[i + 2];
          }
          sums[column] += red * first + green * second + blue * third;
        } else {
          for (; i < end; i += step) first += data[i];
          sums[column] += first;
        }
      }
    }
    const rows = bottom - j * factor;
    const last = sourceWidth - (width - 1) * factor;
    for (let column = 0; column < width; column++) {
      const count = rows * (column === width - 1 ? last : factor);
      out[j * width + column] = sums[column] / count + (colored ? offset : 0) + 0.5;
    }
  }
  return { data: out, width, height };
}

/** Calls `visit` with the offset into `data` of at most 72 x 72 pixels on an even grid. */
function forSamples(picture: Picture, channels: number, visit: (i: number) => void): void {
  const { width, height } = picture;
  const columns = Math.min(width, SAMPLES_PER_SIDE);
  const rows = Math.min(height, SAMPLES_PER_SIDE);
  for (let j = 0; j < rows; j++) {
    const y = Math.floor(((j + 0.5) * height) / rows);
    for (let i = 0; i < columns; i++) {
      visit((y * width + Math.floor(((i + 0.5) * width) / columns)) * channels);
    }
  }
}

/**
 * What to put under a transparent picture. Mostly opaque with several shades: a picture with clear corners, so
 * the paper goes on (the median of the opaque pixels). Otherwise the opaque pixels are the ink themselves, and
 * the backdrop is black or white, whichever differs more.
 */
function chooseBackdrop(picture: Picture, channels: number): [number, number, number] | undefined {
  const { data } = picture;
  const last = channels - 1;
  const histograms = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
  let samples = 0;
  let opaque = 0;
  let sum = 0;
  let squares = 0;
  forSamples(picture, channels, (i) => {
    samples++;
    if (data[i + last] < 128) return;
    opaque++;
    let mean = 0;
    for (let c = 0; c < 3; c++) {
      const v = data[i + (channels === 4 ? c : 0)];
      histograms[c][v]++;
      mean += v / 3;
    }
    sum += mean;
    squares += mean * mean;
  });
  if (opaque === 0) return inkAlone(picture, channels);
  const mean = sum / opaque;
  const deviation = Math.sqrt(Math.max(0, squares / opaque - mean * mean));
  if (opaque > samples / 2 && (deviation > 8 || opaque === samples)) {
    return histograms.map((h) => quantile(h, opaque / 2)) as [number, number, number];
  }
  const shade = mean < 128 ? 255 : 0;
  return [shade, shade, shade];
}

/** The backdrop for ink so sparse that the samples missed it: the opposite of the alpha-weighted mean. */
function inkAlone(picture: Picture, channels: number): [number, number, number] {
  const { data } = picture;
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < data.length; i += channels) {
    const alpha = data[i + channels - 1];
    weight += alpha;
    sum += alpha * (channels === 4 ? (data[i] + data[i + 1] + data[i + 2]) / 3 : data[i]);
  }
  const shade = sum < 128 * weight || weight === 0 ? 255 : 0;
  return [shade, shade, shade];
}

/** The smallest level with at least `count` entries of the histogram at or below it. */
function quantile(histogram: Uint32Array, count: number): number {
  let seen = 0;
  for (let v = 0; v < histogram.length; v++) {
    seen += histogram[v];
    if (seen >= count) return v;
  }
  return histogram.length - 1;
}

/**
 * Luma, unless the picture's local contrast lies mostly in color: then its first principal axis, the weights'
 * absolute sum 1, so that blue ink on yellow paper or red on green of the same lightness is seen.
 */
function chooseWeights(
  picture: Picture,
  channels: number,
  backdrop: readonly number[] | undefined,
): [number, number, number] {
  if (isGray(picture, channels)) return LUMA;
  const covariance = localCovariance(picture, channels, backdrop);
  const variance = (v: readonly number[]) => {
    let sum = 0;
    for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) sum += v[a] * v[b] * covariance[a * 3 + b];
    return sum / (v[0] ** 2 + v[1] ** 2 + v[2] ** 2);
  };
  let axis = [1, 0.9, 0.8];
  for (let iteration = 0; iteration < 30; iteration++) {
    const next = [0, 1, 2].map((a) => axis.reduce((sum, v, b) => sum + v * covariance[a * 3 + b], 0));
    const length = Math.hypot(...next);
    if (length < 1e-9) return LUMA;
    axis = next.map((v) => v / length);
  }
  if (variance(LUMA) >= 0.2 * variance(axis)) return LUMA;
  const sign = axis[0] + axis[1] + axis[2] < 0 ? -1 : 1;
  const total = axis.reduce((sum, v) => sum + Math.abs(v), 0) * sign;
  return [axis[0] / total, axis[1] / total, axis[2] / total];
}

function isGray(picture: Picture, channels: number): boolean {
  const { data } = picture;
  let colored = 0;
  forSamples(picture, channels, (i) => {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) colored++;
  });
  return colored === 0;
}

/** The 3x3 covariance of sampled colors around the mean of their neighborhood, so that slow shading drops out. */
function localCovariance(
  picture: Picture,
  channels: number,
  backdrop: readonly number[] | undefined,
): Float64Array {
  const columns = Math.min(picture.width, SAMPLES_PER_SIDE);
  const rows = Math.min(picture.height, SAMPLES_PER_SIDE);
  const colors = new Float32Array(columns * rows * 3);
  let k = 0;
  forSamples(picture, channels, (i) => {
    const alpha = backdrop ? picture.data[i + 3] / 255 : 1;
    for (let c = 0; c < 3; c++) {
      colors[k++] = picture.data[i + c] * alpha + (backdrop ? backdrop[c] * (1 - alpha) : 0);
    }
  });
  const covariance = new Float64Array(9);
  const block = 12;
  for (let top = 0; top < rows; top += block) {
    for (let left = 0; left < columns; left += block) {
      addBlock(
        colors,
        columns,
        left,
        top,
        Math.min(columns, left + block),
        Math.min(rows, top + block),
        covariance,
      );
    }
  }
  return covariance;
}

function addBlock(
  colors: Float32Array,
  stride: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  covariance: Float64Array,
): void {
  const count = (right - left) * (bottom - top);
  const mean = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++)
      for (let c = 0; c < 3; c++) mean[c] += colors[(y * stride + x) * 3 + c] / count;
  }
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const i = (y * stride + x) * 3;
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++)
          covariance[a * 3 + b] += (colors[i + a] - mean[a]) * (colors[i + b] - mean[b]);
      }
    }
  }
}
