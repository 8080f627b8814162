import type { Page } from "playwright-core";

type Path = readonly (readonly [number, number])[];

/** Ten digits as they were drawn: each a list of strokes in a square of 100 x 100, y down. */
export const recordedDigits: readonly (readonly Path[])[] = [
  [arc(50, 50, 20, 30, -90, -460)],
  [
    [
      [52, 18],
      [51, 35],
      [50, 50],
      [49, 66],
      [48, 82],
    ],
  ],
  [[...arc(50, 36, 19, 18, -170, 40), [52, 62], [40, 72], [31, 80], [45, 80], [58, 79], [72, 79]]],
  [[...arc(47, 34, 18, 16, -150, 80), ...arc(47, 64, 21, 17, -80, 150)]],
  [
    [
      [36, 20],
      [33, 34],
      [30, 50],
      [44, 51],
      [58, 50],
      [72, 49],
    ],
    [
      [60, 20],
      [59, 40],
      [58, 60],
      [57, 82],
    ],
  ],
  [
    [[38, 22], [37, 34], [36, 45], ...arc(47, 61, 20, 19, -110, 140)],
    [
      [38, 22],
      [52, 21],
      [66, 20],
    ],
  ],
  [[[60, 18], [48, 30], [38, 46], ...arc(49, 64, 18, 17, 190, -180)]],
  [
    [
      [28, 24],
      [42, 23],
      [56, 22],
      [70, 21],
      [64, 36],
      [56, 52],
      [49, 68],
      [44, 82],
    ],
  ],
  [[...arc(50, 34, 15, 15, -30, -270), ...arc(50, 66, 18, 17, -90, 270), [60, 46], [64, 28]]],
  [[...arc(49, 36, 17, 17, -20, -380), [65, 44], [63, 60], [60, 82]]],
];

/** To and fro all over the square: no digit. */
export const scribble: readonly Path[] = [
  Array.from({ length: 60 }, (_, i) => [15 + ((i * 37) % 70), 15 + ((i * 53) % 70)] as const),
];

function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): Path {
  const steps = Math.max(4, Math.round(Math.abs(to - from) / 15));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)] as const;
  });
}

/**
 * Draws strokes on the pad with the mouse, in the part of it that starts at `left` and is `scale` wide.
 *
 * @param options.lift whether the pen is up in the end
 */
export async function drawStrokes(
  page: Page,
  strokes: readonly Path[],
  { left = 0, scale = 1, pad = ".pad .surface", lift = true } = {},
): Promise<void> {
  const box = await page.locator(pad).first().boundingBox();
  if (!box) throw new Error("there is no pad on the page");
  const at = ([x, y]: readonly [number, number]) =>
    [
      box.x + (left + (x / 100) * scale) * box.width,
      box.y + ((1 - scale) / 2 + (y / 100) * scale) * box.height,
    ] as const;
  for (const [i, [first, ...rest]] of strokes.entries()) {
    await page.mouse.move(...at(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(point));
    if (lift || i < strokes.length - 1) await page.mouse.up();
  }
}
