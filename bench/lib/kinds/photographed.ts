/** Digits on paper and boards, photographed or scanned. */
import type { Random } from "@mnist/random";
import { type Kind, somewhere, type Written } from "./drawn.js";
import { place, type Segment } from "./pen.js";
import { pick } from "./pick.js";
import { type Color, Scene, WHITE } from "./scene.js";

export const INKS: Color[] = [
  [25, 25, 30],
  [30, 45, 140],
  [20, 20, 70],
  [150, 25, 30],
];
export const PAPERS: Color[] = [
  [245, 245, 242],
  [240, 235, 220],
  [225, 225, 222],
];
const DESKS: Color[] = [
  [120, 85, 55],
  [60, 45, 38],
  [90, 95, 100],
  [40, 40, 44],
  [175, 150, 120],
];

/** What all photos have: a direction of the light, a lens, a sensor, a file. */
export async function photograph(scene: Scene, random: Random, gradient = 0.3) {
  const angle = random.uniform(0, 2 * Math.PI);
  const strength = random.uniform(0, gradient);
  const level = random.uniform(0.65, 1);
  scene.light(
    (u, v) => level * (1 - strength * (0.5 + (u - 0.5) * Math.cos(angle) + (v - 0.5) * Math.sin(angle))),
  );
  await scene.blur(random.uniform(0.3, 1.6));
  scene.noise(random.uniform(1, 6), random);
  return scene.jpeg(50 + random.integer(45));
}

const PEN: [number, number] = [0.03, 0.09];

function write(
  scene: Scene,
  digit: Written,
  random: Random,
  ink: Color,
  share: [number, number] = [0.35, 0.7],
  pen = PEN,
) {
  const { segments, size } = somewhere(digit, random, scene.width, scene.height, share);
  scene.stroke(segments, (size * random.uniform(...pen)) / 2, ink);
  return { segments, size };
}

const sheet = (random: Random, papers: readonly Color[] = PAPERS) =>
  new Scene(360 + random.integer(200), 360 + random.integer(200), pick(random, papers));

/** Lines across the sheet, slightly askew. */
export function rule(scene: Scene, random: Random, color: Color, spacing: number, vertical: boolean): void {
  const slope = random.uniform(-0.03, 0.03);
  const reach = Math.max(scene.width, scene.height);
  const lines: Segment[] = [];
  for (let at = random.uniform(0, spacing); at < reach; at += spacing) {
    lines.push(vertical ? [at, 0, at - slope * reach, reach] : [0, at, reach, at + slope * reach]);
  }
  scene.stroke(lines, random.uniform(0.6, 1.1), color);
}

/** A soft step between 0 and 1 where a line through the picture at some angle passes. */
function edge(random: Random, softness: number): (u: number, v: number) => number {
  const angle = random.uniform(0, 2 * Math.PI);
  const offset = random.uniform(-0.3, 0.3);
  return (u, v) =>
    1 / (1 + Math.exp(-((u - 0.5) * Math.cos(angle) + (v - 0.5) * Math.sin(angle) - offset) / softness));
}

export const photographed: Record<string, Kind> = {
  "pen on paper": (digit, random) => {
    const scene = sheet(random);
    write(scene, digit, random, pick(random, INKS));
    return photograph(scene, random);
  },
  pencil: (digit, random) => {
    const scene = sheet(random);
    const gray = 110 + random.integer(70);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height, [0.35, 0.7]);
    scene.stroke(segments, (size * random.uniform(0.025, 0.06)) / 2, [gray, gray, gray], 0.2, random);
    return photograph(scene, random);
  },
  marker: (digit, random) => {
    const scene = sheet(random);
    write(scene, digit, random, pick(random, INKS), [0.4, 0.75], [0.12, 0.22]);
    return photograph(scene, random);
  },
  "ruled paper": (digit, random) => {
    const scene = sheet(random);
    const color = pick<Color>(random, [
      [160, 185, 225],
      [180, 180, 185],
      [140, 160, 200],
    ]);
    rule(scene, random, color, random.uniform(30, 60), false);
    if (random.uniform() < 0.5)
      scene.stroke([[50, 0, 50 + random.uniform(-8, 8), scene.height]], 1, [220, 110, 110]);
    write(scene, digit, random, pick(random, INKS));
    return photograph(scene, random);
  },
  "squared paper": (digit, random) => {
    const scene = sheet(random);
    const color = pick<Color>(random, [
      [160, 190, 220],
      [185, 185, 190],
      [150, 200, 170],
    ]);
    const spacing = random.uniform(18, 45);
    rule(scene, random, color, spacing, false);
    rule(scene, random, color, spacing, true);
    write(scene, digit, random, pick(random, INKS));
    return photograph(scene, random);
  },
  "dotted paper": (digit, random) => {
    const scene = sheet(random);
    const spacing = random.uniform(18, 36);
    const dots: Segment[] = [];
    for (let y = 10; y < scene.height; y += spacing) {
      for (let x = 10; x < scene.width; x += spacing) dots.push([x, y, x, y]);
    }
    scene.stroke(dots, 1.1, [150, 150, 160]);
    write(scene, digit, random, pick(random, INKS));
    return photograph(scene, random);
  },
  "shadow's edge": async (digit, random) => {
    const scene = sheet(random);
    write(scene, digit, random, pick(random, INKS));
    const [depth, at] = [random.uniform(0.4, 0.75), edge(random, random.uniform(0.004, 0.08))];
    scene.light((u, v) => depth + (1 - depth) * at(u, v));
    return photograph(scene, random);
  },
  vignette: async (digit, random) => {
    const scene = sheet(random);
    write(scene, digit, random, pick(random, INKS));
    const strength = random.uniform(0.8, 1.7);
    scene.light((u, v) => 1 / (1 + strength * ((u - 0.5) ** 2 + (v - 0.5) ** 2)) ** 2);
    return photograph(scene, random);
  },
  "flash glare": async (digit, random) => {
    const scene = sheet(random, [
      [170, 168, 165],
      [190, 188, 180],
    ]);
    write(scene, digit, random, pick(random, INKS));
    const [x, y, radius] = [random.uniform(0.1, 0.9), random.uniform(0.1, 0.9), random.uniform(0.1, 0.25)];
    const strength = random.uniform(50, 120);
    scene.glare((u, v) => strength * Math.exp(-((u - x) ** 2 + (v - y) ** 2) / (2 * radius * radius)));
    return photograph(scene, random);
  },
  creases: async (digit, random) => {
    const scene = sheet(random);
    write(scene, digit, random, pick(random, INKS));
    for (let n = 0; n < 1 + random.integer(2); n++) {
      const angle = random.uniform(0, Math.PI);
      const [x, y] = [random.uniform(0.2, 0.8), random.uniform(0.2, 0.8)];
      const [depth, width] = [random.uniform(0.1, 0.25), random.uniform(0.006, 0.02)];
      scene.light((u, v) => {
        const d = (u - x) * Math.cos(angle) + (v - y) * Math.sin(angle);
        return 1 - depth * Math.exp(-((d / width) ** 2) / 2) - (d > 0 ? 0.06 : 0);
      });
    }
    return photograph(scene, random);
  },
  "sheet on a desk": (digit, random) => {
    const scene = new Scene(420, 420, pick(random, DESKS));
    for (let n = 0; n < 8; n++) {
      const y = random.uniform(0, 420);
      scene.stroke([[0, y, 420, y + random.uniform(-20, 20)]], random.uniform(0.5, 2), pick(random, DESKS));
    }
    const [w, h] = [random.uniform(240, 330), random.uniform(240, 330)];
    const [x, y] = [random.uniform(15, 420 - w - 15), random.uniform(15, 420 - h - 15)];
    scene.rect(x, y, w, h, pick(random, PAPERS), random.uniform(-0.12, 0.12));
    const size = random.uniform(0.45, 0.7) * Math.min(w, h);
    const segments = place(digit.way, { x: x + w / 2, y: y + h / 2, size, turn: random.uniform(-0.1, 0.1) });
    scene.stroke(segments, (size * random.uniform(0.04, 0.11)) / 2, pick(random, INKS));
    return photograph(scene, random, 0.2);
  },
  "desk at one side": (digit, random) => {
    const scene = sheet(random);
    const size = random.uniform(0.35, 0.55) * Math.min(scene.width, scene.height);
    // The right and upper part of the sheet: the desk is on the left or below.
    const [x, y] = [scene.width - 0.6 * size, 0.6 * size];
    scene.stroke(place(digit.way, { x, y, size }), (size * random.uniform(...PEN)) / 2, pick(random, INKS));
    const width = random.uniform(0.04, 0.12) * scene.width;
    const turn = random.uniform(-0.05, 0.05);
    const color = pick(random, DESKS);
    if (random.uniform() < 0.5) scene.rect(-60, -50, 60 + width, scene.height + 100, color, turn);
    else scene.rect(-50, scene.height - width, scene.width + 100, 100 + width, color, turn);
    return photograph(scene, random);
  },
  "sticky note": (digit, random) => {
    const scene = new Scene(420, 420, pick(random, [...DESKS, [235, 235, 232] as Color]));
    const note = pick<Color>(random, [
      [250, 235, 110],
      [250, 150, 190],
      [150, 220, 240],
      [170, 230, 130],
      [250, 175, 90],
    ]);
    const side = random.uniform(250, 340);
    const [x, y] = [random.uniform(20, 400 - side), random.uniform(20, 400 - side)];
    scene.rect(x, y, side, side, note, random.uniform(-0.1, 0.1));
    const size = random.uniform(0.45, 0.7) * side;
    const segments = place(digit.way, { x: x + side / 2, y: y + side / 2, size });
    scene.stroke(segments, (size * random.uniform(0.04, 0.12)) / 2, pick(random, INKS));
    return photograph(scene, random, 0.2);
  },
  "chalk on a board": (digit, random) => {
    const scene = new Scene(
      460,
      380,
      pick(random, [
        [40, 70, 55],
        [45, 45, 48],
        [35, 60, 50],
      ]),
    );
    for (let n = 0; n < 6; n++) {
      const segment: Segment = [
        random.uniform(0, 460),
        random.uniform(0, 380),
        random.uniform(0, 460),
        random.uniform(0, 380),
      ];
      const veil = new Scene(1, 1, scene.picture().data.slice(0, 3) as unknown as Color).pixels;
      scene.stroke([segment], random.uniform(15, 40), [veil[0] + 9, veil[1] + 9, veil[2] + 9]);
    }
    chalk(scene, digit, random);
    return photograph(scene, random);
  },
  whiteboard: async (digit, random) => {
    const scene = new Scene(480, 380, [235, 238, 240]);
    const ink = pick<Color>(random, [
      [30, 30, 35],
      [30, 60, 190],
      [200, 40, 45],
      [30, 130, 70],
    ]);
    write(scene, digit, random, ink, [0.3, 0.7], [0.04, 0.1]);
    const [x, radius] = [random.uniform(0, 1), random.uniform(0.08, 0.2)];
    scene.light((u, v) => 0.75 + 0.1 * v + 0.15 * u);
    scene.glare((u, v) => 50 * Math.exp(-((u - x + 0.2 * v) ** 2) / (2 * radius * radius)));
    return photograph(scene, random, 0.15);
  },
  "scan with holes and specks": async (digit, random) => {
    const scene = new Scene(480, 480, [250, 250, 250]);
    write(scene, digit, random, pick(random, INKS), [0.3, 0.6]);
    for (const y of [110, 370])
      scene.stroke(
        [[22, y, 22, y]],
        14,
        pick(random, [
          [40, 40, 40],
          [170, 170, 170],
        ]),
      );
    for (let n = 0; n < 25; n++) {
      const [px, py] = [random.uniform(0, 480), random.uniform(0, 480)];
      scene.stroke([[px, py, px, py]], random.uniform(0.4, 1.6), [90, 90, 90]);
    }
    if (random.uniform() < 0.5) scene.rect(460, 0, 40, 480, [30, 30, 30]);
    await scene.blur(0.5);
    return scene.jpeg(60 + random.integer(35));
  },
  "in a circle": (digit, random) => {
    const scene = sheet(random);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height, [0.3, 0.45]);
    const radius = (size * random.uniform(0.04, 0.1)) / 2;
    const ink = pick(random, INKS);
    scene.stroke(segments, radius, ink);
    const [x, y] = [
      segments.reduce((s, p) => s + p[0], 0) / segments.length,
      segments.reduce((s, p) => s + p[1], 0) / segments.length,
    ];
    const ring = Array.from({ length: 61 }, (_, i) => [
      x + 0.85 * size * Math.cos(i / 9.5),
      y + 0.85 * size * Math.sin(i / 9.5),
    ]);
    scene.stroke(
      ring.slice(1).map((p, i) => [...ring[i], ...p] as unknown as Segment),
      radius,
      ink,
    );
    return photograph(scene, random);
  },
  "in a form's box": (digit, random) => {
    const scene = sheet(random, [WHITE, ...PAPERS]);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height, [0.35, 0.55]);
    const xs = segments.map(([a]) => a);
    const ys = segments.map(([, b]) => b);
    const pad = size * random.uniform(0.12, 0.35);
    const [left, top] = [Math.min(...xs) - pad, Math.min(...ys) - pad];
    const [width, height] = [Math.max(...xs) + pad - left, Math.max(...ys) + pad - top];
    scene.frame(
      left,
      top,
      width,
      height,
      random.uniform(1.5, 4),
      pick(random, [
        [60, 60, 60],
        [120, 120, 130],
        [40, 60, 150],
      ]),
    );
    scene.stroke(segments, (size * random.uniform(0.04, 0.1)) / 2, pick(random, INKS));
    return photograph(scene, random);
  },
  underlined: (digit, random) => {
    const scene = sheet(random);
    const { segments, size } = somewhere(digit, random, scene.width, scene.height, [0.35, 0.5]);
    const radius = (size * random.uniform(0.04, 0.09)) / 2;
    const ink = pick(random, INKS);
    scene.stroke(segments, radius, ink);
    const bottom = Math.max(...segments.map(([, b]) => b)) + size * random.uniform(0.12, 0.25);
    const middle = segments.reduce((s, p) => s + p[0], 0) / segments.length;
    const half = size * random.uniform(0.35, 0.8);
    scene.stroke([[middle - half, bottom, middle + half, bottom + random.uniform(-6, 6)]], radius, ink);
    return photograph(scene, random);
  },
  "faint and small": (digit, random) => {
    const scene = new Scene(640, 480, pick(random, PAPERS));
    const gray = 90 + random.integer(60);
    write(scene, digit, random, [gray, gray, gray + 20], [0.1, 0.2], [0.05, 0.1]);
    return photograph(scene, random);
  },
};

/** Chalk leaves grains out. */
function chalk(scene: Scene, digit: Written, random: Random): void {
  const { segments, size } = somewhere(digit, random, scene.width, scene.height, [0.35, 0.7]);
  scene.stroke(segments, (size * random.uniform(0.05, 0.1)) / 2, [225, 225, 215], 0.3, random);
}
