import type { Random } from "@mnist/random";

/** Images of 28 x 28 under construction. */
export const SIZE = 28;

/** Adds a round spot of ink with soft edges. */
export function dab(image: Uint8Array, x: number, y: number, radius = 1.3): void {
  const reach = Math.ceil(radius + 1);
  for (let row = Math.max(Math.floor(y) - reach, 0); row <= Math.min(y + reach, SIZE - 1); row++) {
    for (let column = Math.max(Math.floor(x) - reach, 0); column <= Math.min(x + reach, SIZE - 1); column++) {
      const ink = 255 * Math.min(Math.max(radius + 0.5 - Math.hypot(column - x, row - y), 0), 1);
      image[row * SIZE + column] = Math.max(image[row * SIZE + column], ink);
    }
  }
}

/** A line drawn with {@link dab}s. */
export function stroke(image: Uint8Array, points: [x: number, y: number][], radius?: number): void {
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
    const dabs = Math.ceil(2 * Math.hypot(x1 - x0, y1 - y0)) + 1;
    for (let k = 0; k <= dabs; k++) {
      dab(image, x0 + ((x1 - x0) * k) / dabs, y0 + ((y1 - y0) * k) / dabs, radius);
    }
  }
}

/** A walk of a pen with inertia inside a box of about 20 x 20. */
export function scribble(image: Uint8Array, random: Random, length: number): void {
  let [x, y] = [random.uniform(6, 22), random.uniform(6, 22)];
  let heading = random.uniform(0, 2 * Math.PI);
  let turning = random.normal(0, 0.4);
  for (let step = 0; step < length; step++) {
    turning = 0.9 * turning + random.normal(0, 0.15);
    heading += turning;
    x = Math.min(Math.max(x + 0.5 * Math.cos(heading), 4), 23);
    y = Math.min(Math.max(y + 0.5 * Math.sin(heading), 4), 23);
    dab(image, x, y);
  }
}
