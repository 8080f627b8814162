/** What lies under a picture's transparent pixels: a color that shows the drawing. */
import { Histogram } from "./histogram.js";
import { type Picture, wordsOf } from "./picture.js";
import { forSamples, SAMPLES_PER_SIDE } from "./samples.js";

/** The bits of alpha in the word of a pixel, whatever the order of bytes. */
const [ALPHA] = wordsOf(Uint8Array.of(0, 0, 0, 255));

/** Whether no pixel lets anything through. */
export function isOpaque({ data }: Picture, channels: number): boolean {
  if (channels === 1 || channels === 3) return true;
  if (channels === 2) return data.every((value, i) => i % 2 === 0 || value === 255);
  const words = wordsOf(data);
  let common = ALPHA;
  for (let p = 0; p < words.length; p++) common &= words[p];
  return common === ALPHA;
}

/** The picture's colors over the backdrop, without alpha. */
export function composite({ data }: Picture, channels: number, backdrop: readonly number[]): Uint8Array {
  const colors = channels - 1;
  const out = new Uint8Array((data.length / channels) * colors);
  for (let i = 0, o = 0; i < data.length; i += channels) {
    const alpha = data[i + colors] / 255;
    for (let c = 0; c < colors; c++) out[o++] = data[i + c] * alpha + backdrop[c] * (1 - alpha) + 0.5;
  }
  return out;
}

/**
 * What to put under a transparent picture. Mostly opaque with several shades: a picture with clear corners, so
 * the paper goes on (the median of the opaque pixels). Otherwise the opaque pixels are the ink themselves, and
 * the backdrop is black or white, whichever differs more.
 */
export function chooseBackdrop(picture: Picture, channels: number): [number, number, number] | undefined {
  const { data } = picture;
  const last = channels - 1;
  const shades = Array.from({ length: 3 }, () => new Uint8Array(SAMPLES_PER_SIDE ** 2));
  let samples = 0;
  let opaque = 0;
  let sum = 0;
  let squares = 0;
  forSamples(picture, channels, (i) => {
    samples++;
    if (data[i + last] < 128) return;
    let mean = 0;
    for (let c = 0; c < 3; c++) {
      const v = data[i + (channels === 4 ? c : 0)];
      shades[c][opaque] = v;
      mean += v / 3;
    }
    opaque++;
    sum += mean;
    squares += mean * mean;
  });
  if (opaque === 0) return inkAlone(picture, channels);
  const mean = sum / opaque;
  const deviation = Math.sqrt(Math.max(0, squares / opaque - mean * mean));
  if (opaque > samples / 2 && (deviation > 8 || opaque === samples)) {
    const median = (plane: Uint8Array) => new Histogram(plane.subarray(0, opaque)).quantile(0.5);
    return shades.map(median) as [number, number, number];
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
