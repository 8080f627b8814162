import type { Picture } from "@mnist/preprocess";
import { Random } from "@mnist/random";
import sharp from "sharp";

/** Colors as shares of the light they reflect, red, green, blue. */
type Color = readonly [number, number, number];

const PAPERS: Color[] = [
  [0.96, 0.96, 0.95],
  [0.95, 0.93, 0.86],
  [0.85, 0.84, 0.8],
  [0.98, 0.93, 0.6],
  [0.75, 0.88, 0.78],
  [0.95, 0.8, 0.82],
];
const INKS: Color[] = [
  [0.06, 0.06, 0.08],
  [0.1, 0.14, 0.5],
  [0.08, 0.1, 0.28],
  [0.55, 0.08, 0.1],
  [0.05, 0.3, 0.15],
  [0.32, 0.32, 0.34],
];
const RULING: Color[] = [
  [0.6, 0.72, 0.9],
  [0.7, 0.7, 0.72],
  [0.9, 0.65, 0.65],
];

/** Camera distance in picture heights: nearer exaggerates the perspective. */
const CAMERA = 2.2;

/**
 * What a phone makes of a test image written on paper: paper and ink of some color, ruled or squared or plain,
 * held at up to 20 degrees, unevenly lit, perhaps with a shadow, blurred, noisy, and saved as JPEG.
 * A pure function of the image, the seed and the number.
 */
export async function phonePhoto(image: Uint8Array, seed: number, number: number): Promise<Picture> {
  const random = new Random(seed, "phone photo").lane(number);
  const width = 300 + random.integer(200);
  const height = 300 + random.integer(200);
  const pixels = new Float32Array(width * height * 3);
  const light = lighting(random, width, height);
  const reflect = sheet(random, image);
  const toPaper = camera(random);
  const size = Math.min(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = toPaper((x + 0.5 - width / 2) / size, (y + 0.5 - height / 2) / size);
      const lit = light(x, y);
      const color = reflect(u, v);
      for (let c = 0; c < 3; c++) pixels[i++] = 255 * color[c] * lit;
    }
  }
  blur(pixels, width, height, random.integer(3));
  const noise = random.uniform(0, 7);
  const bytes = new Uint8Array(pixels.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Math.min(255, Math.max(0, pixels[i] + noise * bell(random)));
  }
  const jpeg = await sharp(bytes, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 40 + random.integer(55) })
    .toBuffer();
  return { data: await sharp(jpeg).raw().toBuffer(), width, height, channels: 3 };
}

/** Roughly normal with standard deviation 1 from one random word: the sum of its four bytes. */
function bell(random: Random): number {
  const word = random.uint32();
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  return (sum - 510) / 148;
}

/** From the picture (center 0, shorter side 1) to the paper (same units): tilt up to 20 degrees, turn up to 8. */
function camera(random: Random): (x: number, y: number) => [number, number] {
  const tilt = (random.uniform(0, 20) * Math.PI) / 180;
  const axis = random.uniform(0, 2 * Math.PI);
  const turn = (random.uniform(-8, 8) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(axis), Math.sin(axis)];
  return (x, y) => {
    // Across and along the tilt's axis; the ray through (along, across) meets the tilted plane here.
    const along = x * cos + y * sin;
    const across = -x * sin + y * cos;
    const depth = CAMERA / (CAMERA * Math.cos(tilt) - across * Math.sin(tilt));
    const p = along * Math.cos(tilt) * depth;
    const q = across * depth;
    const u = p * cos - q * sin;
    const v = p * sin + q * cos;
    return [u * Math.cos(turn) - v * Math.sin(turn), u * Math.sin(turn) + v * Math.cos(turn)];
  };
}

/** The light at each pixel, 0..1: a gradient, and in a third of the pictures the soft edge of a shadow. */
function lighting(random: Random, width: number, height: number): (x: number, y: number) => number {
  const angle = random.uniform(0, 2 * Math.PI);
  const strength = random.uniform(0, 0.35);
  const level = random.uniform(0.65, 1);
  const shadow = random.uniform() < 1 / 3 ? random.uniform(0.5, 0.85) : 1;
  const edgeAngle = random.uniform(0, 2 * Math.PI);
  const edge = random.uniform(-0.35, 0.35);
  const softness = random.uniform(0.01, 0.15);
  return (x, y) => {
    const u = x / width - 0.5;
    const v = y / height - 0.5;
    const gradient = 1 - strength * (0.5 + u * Math.cos(angle) + v * Math.sin(angle));
    const side = (u * Math.cos(edgeAngle) + v * Math.sin(edgeAngle) - edge) / softness;
    const shaded = shadow + (1 - shadow) / (1 + Math.exp(-side));
    return level * gradient * shaded;
  };
}

/** What the paper reflects at each place: the digit in the middle, written over lines or squares. */
function sheet(random: Random, image: Uint8Array): (u: number, v: number) => Color {
  const paper = PAPERS[random.integer(PAPERS.length)];
  const ink = INKS[random.integer(INKS.length)];
  const ruling = random.integer(3);
  const rulingColor = RULING[random.integer(RULING.length)];
  const spacing = random.uniform(0.09, 0.2);
  const lineWidth = random.uniform(0.004, 0.008);
  const phase = random.uniform(0, spacing);
  const size = random.uniform(0.35, 0.75);
  const left = -size / 2 + random.uniform(-0.08, 0.08);
  const top = -size / 2 + random.uniform(-0.08, 0.08);
  // Where the edge of a stroke lies between paper and full ink decides how wide the pen is.
  const threshold = random.uniform(60, 150);
  const sharpness = 1 / random.uniform(15, 45);
  const pressure = random.uniform(0.75, 1);
  const onLine = (w: number) =>
    Math.abs(((((w + phase) % spacing) + spacing) % spacing) - spacing / 2) < lineWidth / 2;
  return (u, v) => {
    const x = ((u - left) / size) * 28 - 0.5;
    const y = ((v - top) / size) * 28 - 0.5;
    const value = bilinear(image, x, y);
    const cover = pressure * Math.min(1, Math.max(0, 0.5 + (value - threshold) * sharpness));
    const ruled = ruling > 0 && (onLine(v) || (ruling === 2 && onLine(u)));
    const base = ruled ? rulingColor : paper;
    if (cover === 0) return ruled ? multiply(base, paper) : base;
    const rest = 1 - cover;
    return [
      base[0] * rest + ink[0] * cover,
      base[1] * rest + ink[1] * cover,
      base[2] * rest + ink[2] * cover,
    ];
  };
}

function multiply(a: Color, b: Color): Color {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
}

function bilinear(image: Uint8Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left > 27 || top > 27) return 0;
  const s = x - left;
  const t = y - top;
  const upper = at(image, left, top) * (1 - s) + at(image, left + 1, top) * s;
  const lower = at(image, left, top + 1) * (1 - s) + at(image, left + 1, top + 1) * s;
  return upper * (1 - t) + lower * t;
}

function at(image: Uint8Array, column: number, row: number): number {
  return column >= 0 && row >= 0 && column < 28 && row < 28 ? image[row * 28 + column] : 0;
}

/** Blurs in place with the binomial filter 1 2 1, `times` times both ways. */
function blur(pixels: Float32Array, width: number, height: number, times: number): void {
  for (let time = 0; time < times; time++) {
    for (let y = 0; y < height; y++) smooth(pixels, y * width * 3, 3, width);
    for (let x = 0; x < width; x++) smooth(pixels, x * 3, width * 3, height);
  }
}

function smooth(pixels: Float32Array, start: number, step: number, length: number): void {
  for (let c = 0; c < 3; c++) {
    let before = pixels[start + c];
    for (let i = 0, p = start + c; i < length - 1; i++, p += step) {
      const here = pixels[p];
      pixels[p] = (before + 2 * here + pixels[p + step]) / 4;
      before = here;
    }
  }
}
