/**
 * Time to augment an image, and from decoded pixels to 28x28 on one core, beside the naive JavaScript most demos use (gray by mean,
 * inverted, point-sampled to 28x28: it does far less) and, where Python has them, OpenCV's usual recipe (gray,
 * blur, adaptive threshold, contours, resize to 20x20, paste).
 *
 *   npx tsx bench/preprocess-speed.ts [--python python3]
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { loadMnist } from "@mnist/dataset";
import { createAugment, type Picture, toMnist } from "@mnist/preprocess";
import { writeResult } from "./lib/results.js";
import { median } from "./lib/statistics.js";

const { values } = parseArgs({ options: { python: { type: "string", default: "python3" } } });
const { test } = await loadMnist();
const five = test.images.subarray(15 * 784, 16 * 784);
const pictures = {
  "canvas 280x280": { picture: draw(280, 280, 4, 0), runs: 200 },
  "photo 1280x960": { picture: draw(1280, 960, 3, 10), runs: 30 },
  "photo 12 megapixels": { picture: draw(4000, 3000, 3, 10), runs: 10 },
};

const table: Record<string, Record<string, number | string>> = {};
for (const [name, { picture, runs }] of Object.entries(pictures)) {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < runs; i++) {
    ours.push(time(() => toMnist(picture)));
    theirs.push(time(() => naive(picture)));
  }
  table[name] = {
    "toMnist median ms": median(ours),
    "toMnist least ms": Math.min(...ours),
    "naive median ms": median(theirs),
    "OpenCV median ms": openCv(picture.width, picture.height, runs) ?? "not installed",
  };
}
console.table(table);

const strengths = { shift: 2, rotation: 10, scale: 0.1, shear: 0.1, elastic: 1.5, thickness: 0.7 };
const apply = createAugment(strengths, 1);
const augmented = new Uint8Array(784);
const rounds = Array.from({ length: 15 }, (_, step) =>
  time(() => {
    for (let n = 0; n < 1000; n++) apply(test.images.subarray(n * 784, (n + 1) * 784), augmented, step, n);
  }),
);
// 1000 images in so many milliseconds: microseconds for one.
const augment = { strengths, "median us": median(rounds), "least us": Math.min(...rounds) };
console.log(
  `augmenting an image: ${augment["median us"].toFixed(1)} us (least ${augment["least us"].toFixed(1)})`,
);
await writeResult("preprocess-speed", { table, augment });

function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** A test image over the whole picture, with a gradient and noise when it is a photo. */
function draw(width: number, height: number, channels: number, noise: number): Picture {
  const data = new Uint8Array(width * height * channels).fill(255);
  const side = Math.min(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += channels) {
      const column = Math.floor(((x - (width - side) / 2) / side) * 28);
      const row = Math.floor(((y - (height - side) / 2) / side) * 28);
      const ink = column >= 0 && column < 28 && row >= 0 && row < 28 ? five[row * 28 + column] : 0;
      const light = noise > 0 ? 0.9 - (0.3 * x) / width : 1;
      const grain = noise > 0 ? ((x * 7919 + y * 104_729) % 97) / 97 : 0;
      const value = (255 - ink) * light - noise * grain;
      data.fill(Math.max(0, value), i, i + 3);
    }
  }
  return { data, width, height, channels };
}

function naive({ data, width, height, channels = 4 }: Picture): Uint8Array {
  const gray = new Uint8Array(width * height);
  for (let p = 0, i = 0; p < gray.length; p++, i += channels) {
    gray[p] = 255 - (data[i] + data[i + 1] + data[i + 2]) / 3;
  }
  return Uint8Array.from({ length: 784 }, (_, p) => {
    const x = Math.floor(((p % 28) * width) / 28);
    const y = Math.floor((Math.floor(p / 28) * height) / 28);
    return gray[y * width + x];
  });
}

/** Median milliseconds of OpenCV on one thread, if Python has it. */
function openCv(width: number, height: number, runs: number): number | undefined {
  const program = `
import time, statistics, numpy as np, cv2
cv2.setNumThreads(1)
h, w = ${height}, ${width}
picture = np.full((h, w, 3), 230, np.uint8)
cv2.circle(picture, (w // 2, h // 2), h // 3, (30, 30, 30), h // 12)
picture = cv2.subtract(picture, np.random.default_rng(1).integers(0, 10, picture.shape, np.uint8))
def read():
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    gray = cv2.GaussianBlur(gray, (5, 5), 0)
    block = max(3, min(h, w) // 4 * 2 + 1)
    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 10)
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    x, y, bw, bh = cv2.boundingRect(max(contours, key=cv2.contourArea))
    scale = 20 / max(bw, bh)
    digit = cv2.resize(ink[y:y + bh, x:x + bw], (max(1, round(bw * scale)), max(1, round(bh * scale))), interpolation=cv2.INTER_AREA)
    out = np.zeros((28, 28), np.uint8)
    top, left = (28 - digit.shape[0]) // 2, (28 - digit.shape[1]) // 2
    out[top:top + digit.shape[0], left:left + digit.shape[1]] = digit
    return out
times = []
for _ in range(${runs}):
    start = time.perf_counter(); read(); times.append((time.perf_counter() - start) * 1000)
print(statistics.median(times))
`;
  const { status, stdout } = spawnSync(values.python, ["-c", program], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : undefined;
}
