import type { Samples } from "@mnist/model";
import { Random } from "@mnist/random";
import { dab, SIZE, scribble, stroke } from "./ink.js";

/** The label of what is not a digit. */
export const NOT_A_DIGIT = 10;

type Maker = (image: Uint8Array, random: Random, digit: () => Uint8Array) => void;

/** Kinds of images that are no digits, all synthetic or made of several training digits; each is equally frequent. */
const makers: Maker[] = [
  blankOrSpecks,
  noiseOfAnyGrain,
  (image, random) => scribble(image, random, 160 + random.integer(340)),
  silhouette,
  silhouette,
  grid,
  strokes,
  shuffledQuarters,
  twoDigits,
  inverted,
];

/** `count` images that are no digits, labeled {@link NOT_A_DIGIT}. */
export function negatives(count: number, digits: Samples, seed: number): Samples {
  const images = new Uint8Array(count * 784);
  for (let n = 0; n < count; n++) {
    const random = new Random(seed, "negatives").lane(n);
    const digit = () => {
      const index = random.integer(digits.labels.length);
      return digits.images.subarray(index * 784, (index + 1) * 784);
    };
    makers[n % makers.length](images.subarray(n * 784, (n + 1) * 784), random, digit);
  }
  return { images, labels: new Uint8Array(count).fill(NOT_A_DIGIT) };
}

function blankOrSpecks(image: Uint8Array, random: Random): void {
  for (let n = random.integer(6); n > 0; n--) {
    dab(image, random.uniform(2, 26), random.uniform(2, 26), random.uniform(0.4, 1.6));
  }
}

/** Noise over the whole image or a box of it, its grain from single pixels to large patches. */
function noiseOfAnyGrain(image: Uint8Array, random: Random): void {
  const grain = 1 + random.integer(5);
  const coarse = Float32Array.from({ length: 900 }, () => random.uniform());
  const [low, high] = [random.uniform(0, 0.6), random.uniform(0.6, 1.4)];
  const margin = random.integer(8);
  for (let y = margin; y < SIZE - margin; y++) {
    for (let x = margin; x < SIZE - margin; x++) {
      const value = coarse[Math.floor(y / grain) * 30 + Math.floor(x / grain)];
      image[y * SIZE + x] = 255 * Math.min(Math.max((value - low) / (high - low), 0), 1);
    }
  }
}

/** A filled shape, often symmetric and textured, of any brightness. */
function silhouette(image: Uint8Array, random: Random): void {
  const left = profile(random);
  const right = random.uniform() < 0.7 ? left : profile(random);
  const [top, bottom] = [random.integer(8), 20 + random.integer(8)];
  const brightness = random.uniform(60, 255);
  const texture = random.uniform() < 0.5 ? random.uniform(0, 0.6) : 0;
  const [period, slant] = [2 + random.integer(6), random.integer(3)];
  const lying = random.uniform() < 0.4;
  for (let a = top; a <= bottom; a++) {
    for (let b = Math.round(14 - left[a]); b < 14 + right[a]; b++) {
      if (b < 0 || b >= SIZE) continue;
      const shade = 1 - texture * (((a + slant * b) % period) / period) - random.uniform(0, 0.1);
      image[lying ? b * SIZE + a : a * SIZE + b] = brightness * shade;
    }
  }
}

/** Half widths of a shape from top to bottom: a random walk of straight pieces. */
function profile(random: Random): number[] {
  const knots = Array.from({ length: 6 }, () => random.uniform(1, 14));
  return Array.from({ length: SIZE }, (_, y) => {
    const at = (y / SIZE) * 5;
    const k = Math.floor(at);
    return knots[k] + (knots[k + 1] - knots[k]) * (at - k);
  });
}

/** Lines of paper: parallel, or crossing. */
function grid(image: Uint8Array, random: Random): void {
  const spacing = random.uniform(3, 9);
  const radius = random.uniform(0.4, 1.3);
  const angle = random.uniform(0, Math.PI);
  for (const turn of random.uniform() < 0.5 ? [0] : [0, Math.PI / 2]) {
    const [c, s] = [Math.cos(angle + turn), Math.sin(angle + turn)];
    for (let d = -20; d <= 20; d += spacing) {
      const [x, y] = [14 - s * d, 14 + c * d];
      stroke(
        image,
        [
          [x - 20 * c, y - 20 * s],
          [x + 20 * c, y + 20 * s],
        ],
        radius,
      );
    }
  }
}

/** Four to seven straight strokes in any direction. */
function strokes(image: Uint8Array, random: Random): void {
  const point = (): [number, number] => [random.uniform(4, 24), random.uniform(4, 24)];
  for (let n = 4 + random.integer(4); n > 0; n--) stroke(image, [point(), point()], random.uniform(0.8, 1.8));
}

/** A digit cut into quarters that have changed places. */
function shuffledQuarters(image: Uint8Array, random: Random, digit: () => Uint8Array): void {
  const source = digit();
  const places = [
    [1, 0, 3, 2],
    [2, 3, 0, 1],
    [3, 2, 1, 0],
    [1, 2, 3, 0],
  ][random.integer(4)];
  for (let i = 0; i < 784; i++) {
    const [y, x] = [Math.floor(i / SIZE), i % SIZE];
    const from = places[(y >= 14 ? 2 : 0) + (x >= 14 ? 1 : 0)];
    image[i] = source[((from >> 1) * 14 + (y % 14)) * SIZE + (from & 1) * 14 + (x % 14)];
  }
}

/** Two digits on top of each other, one of them turned by a quarter. */
function twoDigits(image: Uint8Array, _: Random, digit: () => Uint8Array): void {
  const [upright, turned] = [digit(), digit()];
  for (let i = 0; i < 784; i++) {
    const [y, x] = [Math.floor(i / SIZE), i % SIZE];
    image[i] = Math.max(upright[i], turned[x * SIZE + SIZE - 1 - y]);
  }
}

/** A digit in the color of the paper on ink, in the whole image or a box. */
function inverted(image: Uint8Array, random: Random, digit: () => Uint8Array): void {
  const source = digit();
  const margin = random.integer(5);
  for (let y = margin; y < SIZE - margin; y++) {
    for (let x = margin; x < SIZE - margin; x++) image[y * SIZE + x] = 255 - source[y * SIZE + x];
  }
}
