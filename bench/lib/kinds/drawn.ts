/** Digits drawn with a mouse or a finger, and what programs make of them. */
import type { Picture } from "@mnist/preprocess";
import type { Random } from "@mnist/random";
import sharp from "sharp";
import { boundsOf, place, type Segment } from "./pen.js";
import { pick } from "./pick.js";
import { BLACK, type Color, coverage, Scene, WHITE } from "./scene.js";

/** One digit to be drawn: as MNIST has it, and the way of the pen. */
export interface Written {
  image: Uint8Array;
  way: Segment[];
}

/** Makes a picture of a digit; a pure function of its arguments. */
export type Kind = (digit: Written, random: Random) => Picture | Promise<Picture>;

const COLORS: Color[] = [
  [200, 30, 30],
  [20, 40, 200],
  [20, 140, 60],
  [240, 130, 20],
  [130, 30, 160],
  [90, 60, 30],
];
const PALE: Color[] = [
  [255, 244, 190],
  [215, 235, 255],
  [220, 245, 215],
  [250, 215, 225],
  [200, 200, 200],
];

/** Where a hand puts a digit: inside the canvas, `least` to `most` of its shorter side. */
export function somewhere(
  { way }: Written,
  random: Random,
  width: number,
  height: number,
  [least, most]: [number, number] = [0.45, 0.85],
): { segments: Segment[]; size: number } {
  const size = random.uniform(least, most) * Math.min(width, height);
  const room = (side: number) => random.uniform(0.55 * size, Math.max(0.56 * size, side - 0.55 * size));
  const turn = random.uniform(-0.1, 0.1);
  return { segments: place(way, { x: room(width), y: room(height), size, turn }), size };
}

function plain(
  paper: Color,
  ink: Color,
  thickness: [number, number],
  side: [number, number] = [280, 400],
): Kind {
  return (digit, random) => {
    const scene = new Scene(random.integer(side[1] - side[0] + 1) + side[0], side[0], paper);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height);
    scene.stroke(segments, (size * random.uniform(...thickness)) / 2, ink);
    return scene.picture();
  };
}

/** Draws MNIST's own pixels at a size, ink light on black unless inverted. */
async function pixels(image: Uint8Array, side: number, inverted: boolean): Promise<Picture> {
  const data = await sharp(image, { raw: { width: 28, height: 28, channels: 1 } })
    .resize(side, side)
    .extractChannel(0)
    .raw()
    .toBuffer();
  return {
    data: Uint8Array.from(data, (v) => (inverted ? 255 - v : v)),
    width: side,
    height: side,
    channels: 1,
  };
}

async function jpegPixels(picture: Picture, quality: number): Promise<Picture> {
  const { data, width, height } = picture;
  const file = await sharp(data, { raw: { width, height, channels: 1 } })
    .jpeg({ quality })
    .toBuffer();
  return { ...picture, data: await sharp(file).extractChannel(0).raw().toBuffer() };
}

export const drawn: Record<string, Kind> = {
  "pen of MNIST's width": plain(WHITE, BLACK, [0.1, 0.15]),
  "white on black": plain(BLACK, WHITE, [0.04, 0.15]),
  "thin line, canvas": plain(WHITE, BLACK, [0.015, 0.04]),
  "thin line, big canvas": (digit, random) => {
    const scene = new Scene(700 + random.integer(500), 600 + random.integer(300), WHITE);
    const { segments } = somewhere(digit, random, scene.width, scene.height, [0.3, 0.8]);
    scene.stroke(segments, random.uniform(0.5, 1.5), BLACK);
    return scene.picture();
  },
  "hard pixels, no anti-aliasing": (digit, random) => {
    const scene = new Scene(200 + random.integer(200), 250, WHITE);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height);
    const cover = coverage(segments, (size * random.uniform(0.02, 0.12)) / 2, scene.width, scene.height);
    const data = Uint8Array.from(cover, (share) => (share > 0.5 ? 0 : 255));
    return { data, width: scene.width, height: scene.height, channels: 1 };
  },
  "very bold": plain(WHITE, BLACK, [0.2, 0.3]),
  "to the edge of the canvas": (digit, random) => {
    const scene = new Scene(280, 280, random.uniform() < 0.5 ? WHITE : BLACK);
    const size = random.uniform(0.93, 1.05) * 280;
    const { left, right, top, bottom } = boundsOf(digit.way);
    // One side at least touches the canvas.
    const x = random.uniform() < 0.5 ? -left * size : 280 - right * size;
    const y = random.uniform() < 0.5 ? -top * size : 280 - bottom * size;
    const ink = scene.pixels[0] > 0 ? BLACK : WHITE;
    scene.stroke(place(digit.way, { x, y, size }), (size * random.uniform(0.06, 0.14)) / 2, ink);
    return scene.picture();
  },
  "tight crop": (digit, random) => {
    const { left, right, top, bottom } = boundsOf(digit.way);
    const size = 60 + random.integer(200);
    const thickness = size * random.uniform(0.06, 0.15);
    const [w, h] = [(right - left) * size + thickness, (bottom - top) * size + thickness];
    const scene = new Scene(Math.ceil(Math.max(w, 0.3 * size)), Math.ceil(h), WHITE);
    scene.stroke(place(digit.way, { x: scene.width / 2, y: h / 2, size }), thickness / 2, BLACK);
    return scene.picture();
  },
  "tiny in a large picture": (digit, random) => {
    const scene = new Scene(900 + random.integer(500), 900, random.uniform() < 0.5 ? WHITE : BLACK);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height, [0.08, 0.15]);
    const ink = scene.pixels[0] > 0 ? BLACK : WHITE;
    scene.stroke(segments, (size * random.uniform(0.05, 0.14)) / 2, ink);
    return scene.picture();
  },
  "transparent background": (digit, random) => {
    const [width, height] = [250 + random.integer(200), 280];
    const { segments, size } = somewhere(digit, random, width, height);
    const cover = coverage(segments, (size * random.uniform(0.04, 0.15)) / 2, width, height);
    const ink = pick(random, [BLACK, WHITE, ...COLORS]);
    const under = random.uniform() < 0.5 ? BLACK : WHITE;
    const data = new Uint8Array(width * height * 4);
    for (let p = 0; p < cover.length; p++) {
      data.set(cover[p] > 0 ? ink : under, 4 * p);
      data[4 * p + 3] = 255 * cover[p];
    }
    return { data, width, height, channels: 4 };
  },
  "colored ink on colored ground": (digit, random) => {
    const dark = random.uniform() < 0.3;
    const [paper, ink] = [
      pick(random, dark ? COLORS : [WHITE, ...PALE]),
      dark ? WHITE : pick(random, COLORS),
    ];
    return plain(paper, ink, [0.04, 0.14])(digit, random);
  },
  "canvas with a border": (digit, random) => {
    const dark = random.uniform() < 0.3;
    const scene = new Scene(300 + random.integer(100), 300, dark ? BLACK : WHITE);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height, [0.45, 0.75]);
    scene.stroke(segments, (size * random.uniform(0.04, 0.14)) / 2, dark ? WHITE : BLACK);
    const thickness = 1 + random.integer(6);
    const inset = random.uniform() < 0.5 ? 0 : 5;
    const color = dark ? WHITE : pick(random, [BLACK, BLACK, [120, 120, 120] as Color, ...COLORS]);
    scene.frame(inset, inset, scene.width - 2 * inset, scene.height - 2 * inset, thickness, color);
    return scene.picture();
  },
  "screenshot with controls": (digit, random) => {
    const scene = new Scene(
      420 + random.integer(120),
      460,
      pick(random, [[238, 238, 238], [225, 230, 240], WHITE]),
    );
    const side = 280;
    const left = 30 + random.integer(scene.width - side - 60);
    const dark = random.uniform() < 0.4;
    scene.rect(left, 80, side, side, dark ? BLACK : WHITE);
    scene.frame(left, 80, side, side, 2, dark ? BLACK : [90, 90, 90]);
    const { segments, size } = somewhere(digit, random, side, side, [0.5, 0.8]);
    const moved = segments.map(([a, b, c, d]) => [a + left, b + 80, c + left, d + 80] as Segment);
    scene.stroke(moved, (size * random.uniform(0.06, 0.13)) / 2, dark ? WHITE : BLACK);
    for (let n = 0; n < 2 + random.integer(2); n++)
      scene.rect(
        left + n * 95,
        385,
        80,
        28,
        pick(random, [
          [70, 120, 200],
          [200, 200, 200],
        ]),
      );
    return scene.picture();
  },
  "two separate strokes": (digit, random) => {
    const scene = new Scene(280, 280, WHITE);
    const { segments, size } = somewhere(digit, random, 280, 280);
    const thickness = size * random.uniform(0.05, 0.11);
    // A pen that was lifted: a gap of half to all of its width between what is left.
    const [x, y] = segments[random.integer(segments.length)];
    const gap = thickness * random.uniform(0.75, 1);
    const left = segments.filter(([a, b]) => Math.hypot(a - x, b - y) > gap);
    scene.stroke(left.length > 10 ? left : segments, thickness / 2, BLACK);
    return scene.picture();
  },
  outlined: (digit, random) => {
    const scene = new Scene(300, 300, WHITE);
    const { segments, size } = somewhere(digit, random, 300, 300, [0.6, 0.85]);
    const thickness = size * random.uniform(0.13, 0.17);
    scene.stroke(segments, thickness / 2, BLACK);
    scene.stroke(segments, thickness / 2 - random.uniform(2, 4), WHITE);
    return scene.picture();
  },
  "JPEG artifacts": (digit, random) => {
    const scene = new Scene(150 + random.integer(250), 200, WHITE);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height);
    scene.stroke(segments, (size * random.uniform(0.04, 0.13)) / 2, BLACK);
    return scene.jpeg(8 + random.integer(30));
  },
  "28x28 as in MNIST": ({ image }) => pixels(image, 28, false),
  "28x28 inverted": ({ image }) => pixels(image, 28, true),
  "28x28 JPEG": async ({ image }, random) =>
    jpegPixels(await pixels(image, 28, random.uniform() < 0.5), 30 + random.integer(50)),
  "14x14 to 20x20": ({ image }, random) => pixels(image, 14 + random.integer(7), random.uniform() < 0.5),
  "32x32 to 64x64": ({ image }, random) => pixels(image, 32 + random.integer(33), random.uniform() < 0.5),
  "8x8, without margin": async ({ image }, random) => {
    const box = await sharp(
      image.map((v) => 255 - v),
      { raw: { width: 28, height: 28, channels: 1 } },
    )
      .extract({ left: 4, top: 4, width: 20, height: 20 })
      .resize(8, 8)
      .extractChannel(0)
      .raw()
      .toBuffer();
    const inverted = random.uniform() < 0.5;
    return { data: Uint8Array.from(box, (v) => (inverted ? v : 255 - v)), width: 8, height: 8, channels: 1 };
  },
  "drawn small, thin lines": (digit, random) => {
    const scene = new Scene(
      28 + random.integer(30),
      28 + random.integer(30),
      random.uniform() < 0.5 ? WHITE : BLACK,
    );
    const { segments } = somewhere(digit, random, scene.width, scene.height, [0.6, 0.85]);
    scene.stroke(segments, random.uniform(0.5, 1), scene.pixels[0] > 0 ? BLACK : WHITE);
    return scene.picture();
  },
};
