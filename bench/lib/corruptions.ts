import type { Random } from "@mnist/random";

/**
 * Corruptions in the spirit of MNIST-C (Mu and Gilmer, MNIST-C: A Robustness Benchmark for Computer Vision, 2019),
 * written from the paper's descriptions: each is meant to leave the digit readable for people. Images are 28 x 28.
 */
export const corruptions: Record<string, (image: Uint8Array, random: Random) => Uint8Array> = {
  "shot noise": (image, random) => map(image, (v) => poisson((v / 255) * 12, random) * (255 / 12)),
  "impulse noise": (image, random) =>
    map(image, (v) => (random.uniform() < 0.1 ? (random.uniform() < 0.5 ? 0 : 255) : v)),
  "Gaussian noise": (image, random) => map(image, (v) => v + random.normal(0, 45)),
  "Gaussian blur": (image) => blur(image, 1.2),
  "glass blur": (image, random) => blur(shuffleNeighbors(image, random), 0.6),
  "motion blur": (image, random) => motionBlur(image, random.uniform(0, Math.PI), 5),
  shear: (image, random) => affine(image, { shear: sign(random) * 0.4 }),
  scale: (image) => affine(image, { scale: 0.6 }),
  rotate: (image, random) => affine(image, { rotation: (sign(random) * 25 * Math.PI) / 180 }),
  translate: (image, random) => affine(image, { x: sign(random) * 4, y: sign(random) * 4 }),
  brightness: (image) => map(image, (v) => v + 100),
  contrast: (image) => map(image, (v) => 100 + (v - 100) * 0.35),
  thinner: (image) => morph(image, Math.min),
  thicker: (image) => morph(image, Math.max),
  stripe: (image) => mapAt(image, (v, _, x) => (x >= 12 && x < 15 ? 255 - v : v)),
  fog: (image, random) => fog(image, random),
  spatter: (image, random) => spatter(image, random),
  occlusion: (image, random) => occlude(image, random, 8),
  "dotted line": (image, random) => line(image, random, (t) => t % 4 < 2),
  zigzag: (image, random) => line(image, random, () => true, 3),
};

/** All images of a set, each with its own lane of randomness. */
export function corrupt(images: Uint8Array, name: string, random: Random): Uint8Array {
  const out = new Uint8Array(images.length);
  for (let i = 0; i < images.length / 784; i++) {
    out.set(corruptions[name](images.subarray(i * 784, (i + 1) * 784), random.lane(i)), i * 784);
  }
  return out;
}

const clamp = (value: number) => Math.min(Math.max(Math.round(value), 0), 255);
const sign = (random: Random) => (random.uniform() < 0.5 ? -1 : 1);
const at = (image: ArrayLike<number>, y: number, x: number) =>
  y >= 0 && x >= 0 && y < 28 && x < 28 ? image[y * 28 + x] : 0;

function map(image: Uint8Array, change: (value: number) => number): Uint8Array {
  return mapAt(image, change);
}

function mapAt(
  image: ArrayLike<number>,
  change: (value: number, y: number, x: number) => number,
): Uint8Array {
  return Uint8Array.from(image, (value, i) => clamp(change(value, Math.floor(i / 28), i % 28)));
}

/** Knuth's method: fine for the small means here. */
function poisson(average: number, random: Random): number {
  const limit = Math.exp(-average);
  let events = -1;
  for (let product = 1; product > limit; events++) product *= random.uniform();
  return events;
}

function blur(image: Uint8Array, sigma: number): Uint8Array {
  const radius = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (source: ArrayLike<number>, dy: number, dx: number) =>
    Float32Array.from(source, (_, i) => {
      const [y, x] = [Math.floor(i / 28), i % 28];
      return (
        weights.reduce((sum, w, k) => sum + w * at(source, y + dy * (k - radius), x + dx * (k - radius)), 0) /
        total
      );
    });
  return mapAt(along(along(image, 0, 1), 1, 0), (value) => value);
}

function shuffleNeighbors(image: Uint8Array, random: Random): Uint8Array {
  const out = image.slice();
  for (let y = 1; y < 27; y++) {
    for (let x = 1; x < 27; x++) {
      const other = (y + random.integer(3) - 1) * 28 + x + random.integer(3) - 1;
      [out[y * 28 + x], out[other]] = [out[other], out[y * 28 + x]];
    }
  }
  return out;
}

function motionBlur(image: Uint8Array, angle: number, length: number): Uint8Array {
  const offsets = Array.from({ length }, (_, i) => i - (length - 1) / 2);
  return mapAt(image, (_, y, x) => {
    const values = offsets.map((t) => bilinear(image, y + t * Math.sin(angle), x + t * Math.cos(angle)));
    return values.reduce((sum, value) => sum + value, 0) / length;
  });
}

function affine(
  image: Uint8Array,
  change: { shear?: number; scale?: number; rotation?: number; x?: number; y?: number },
) {
  const { shear = 0, scale = 1, rotation = 0, x: right = 0, y: down = 0 } = change;
  const [sin, cos] = [Math.sin(rotation), Math.cos(rotation)];
  return mapAt(image, (_, row, column) => {
    const [y, x] = [(row - 13.5 - down) / scale, (column - 13.5 - right) / scale];
    return bilinear(image, -sin * x + cos * y + 13.5, cos * x + sin * y + shear * y + 13.5);
  });
}

function bilinear(image: Uint8Array, y: number, x: number): number {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [v, u] = [y - top, x - left];
  const upper = at(image, top, left) * (1 - u) + at(image, top, left + 1) * u;
  const lower = at(image, top + 1, left) * (1 - u) + at(image, top + 1, left + 1) * u;
  return upper * (1 - v) + lower * v;
}

function morph(image: Uint8Array, choose: (...values: number[]) => number): Uint8Array {
  return mapAt(image, (value, y, x) =>
    choose(value, at(image, y - 1, x), at(image, y + 1, x), at(image, y, x - 1), at(image, y, x + 1)),
  );
}

/** Smooth brightness from a coarse random grid. */
function fog(image: Uint8Array, random: Random): Uint8Array {
  const coarse = Float32Array.from({ length: 36 }, () => random.uniform(30, 150));
  return mapAt(image, (value, row, column) => {
    const [y, x] = [(row / 28) * 5, (column / 28) * 5];
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const [v, u] = [y - top, x - left];
    const upper = coarse[top * 6 + left] * (1 - u) + coarse[top * 6 + left + 1] * u;
    const lower = coarse[top * 6 + 6 + left] * (1 - u) + coarse[top * 6 + 7 + left] * u;
    return value * 0.7 + upper * (1 - v) + lower * v;
  });
}

/** Drops of ink and of background, 1 to 2 pixels in radius. */
function spatter(image: Uint8Array, random: Random): Uint8Array {
  const drops = Array.from({ length: 14 }, () => ({
    y: random.uniform(0, 28),
    x: random.uniform(0, 28),
    radius: random.uniform(0.8, 1.8),
    value: random.uniform() < 0.5 ? 255 : 0,
  }));
  return mapAt(image, (value, y, x) => {
    const drop = drops.find((candidate) => Math.hypot(candidate.y - y, candidate.x - x) < candidate.radius);
    return drop ? drop.value : value;
  });
}

function occlude(image: Uint8Array, random: Random, size: number): Uint8Array {
  const [top, left] = [4 + random.integer(21 - size), 4 + random.integer(21 - size)];
  return mapAt(image, (value, y, x) =>
    y >= top && y < top + size && x >= left && x < left + size ? 0 : value,
  );
}

/** A line of ink across the image from edge to edge, swinging by `swing` pixels. */
function line(image: Uint8Array, random: Random, drawn: (t: number) => boolean, swing = 0): Uint8Array {
  const out = image.slice();
  const [start, end] = [random.uniform(4, 24), random.uniform(4, 24)];
  for (let x = 0; x < 28; x++) {
    if (!drawn(x)) continue;
    const y = Math.round(start + ((end - start) * x) / 27 + swing * (Math.abs((x % 8) - 4) / 2 - 1));
    if (y >= 0 && y < 28) out[y * 28 + x] = 255;
  }
  return out;
}
