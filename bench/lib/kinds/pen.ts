/** Test images as the way a pen went, so that they can be drawn again at any size with any pen. */

/** A straight piece of a pen's way: x, y from, x, y to. */
export type Segment = readonly [number, number, number, number];

const SIZE = 28;
const FINER = 4;
const SIDE = SIZE * FINER;
const INK = 110;

/**
 * The middle line of an image's strokes, its longer side 1, centered at 0: thinned by Zhang and Suen (1984) on a grid
 * four times as fine, its points averaged with their neighbors.
 */
export function penWay(image: Uint8Array): Segment[] {
  const mask = enlarge(image);
  thin(mask);
  const points = new Map<number, [number, number]>();
  for (let p = 0; p < mask.length; p++) if (mask[p]) points.set(p, average(mask, p));
  const segments: Segment[] = [];
  for (const [p, [x, y]] of points) {
    for (const step of [1, SIDE - 1, SIDE, SIDE + 1]) {
      const next = points.get(p + step);
      if (next) segments.push([x, y, next[0], next[1]]);
    }
  }
  return normalize(segments);
}

/** Turned, leaned and stretched a little, moved and enlarged: `size` is the longer side before that. */
export function place(
  segments: readonly Segment[],
  { x, y, size, turn = 0, lean = 0 }: { x: number; y: number; size: number; turn?: number; lean?: number },
): Segment[] {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const move = (u: number, v: number): [number, number] => {
    const w = u + lean * v;
    return [x + size * (cos * w - sin * v), y + size * (sin * w + cos * v)];
  };
  return segments.map(([a, b, c, d]) => [...move(a, b), ...move(c, d)] as Segment);
}

/** The segments' bounding box. */
export function boundsOf(segments: readonly Segment[]) {
  const xs = segments.flatMap(([a, , c]) => [a, c]);
  const ys = segments.flatMap(([, b, , d]) => [b, d]);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function normalize(segments: Segment[]): Segment[] {
  const { left, right, top, bottom } = boundsOf(segments);
  const size = Math.max(right - left, bottom - top, 1e-6);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return segments.map(([a, b, c, d]) => [(a - x) / size, (b - y) / size, (c - x) / size, (d - y) / size]);
}

function enlarge(image: Uint8Array): Uint8Array {
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= SIZE || y >= SIZE ? 0 : image[y * SIZE + x]);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, p) => {
    const [x, y] = [((p % SIDE) + 0.5) / FINER - 0.5, (Math.floor(p / SIDE) + 0.5) / FINER - 0.5];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [s, t] = [x - left, y - top];
    const upper = at(left, top) * (1 - s) + at(left + 1, top) * s;
    const lower = at(left, top + 1) * (1 - s) + at(left + 1, top + 1) * s;
    return Number(upper * (1 - t) + lower * t >= INK);
  });
}

/** Zhang and Suen's two alternating passes, until nothing changes. */
function thin(mask: Uint8Array): void {
  const around = [-SIDE, -SIDE + 1, 1, SIDE + 1, SIDE, SIDE - 1, -1, -SIDE - 1];
  for (let changed = true; changed; ) {
    changed = false;
    for (const pass of [0, 1]) {
      const gone: number[] = [];
      for (let p = SIDE + 1; p < mask.length - SIDE - 1; p++) {
        if (!mask[p]) continue;
        const ring = around.map((step) => mask[p + step]);
        const count = ring.reduce((sum, v) => sum + v, 0);
        if (count < 2 || count > 6) continue;
        const rises = ring.filter((v, i) => v === 0 && ring[(i + 1) % 8] === 1).length;
        const [north, , east, , south, , west] = ring;
        const open =
          pass === 0
            ? !(north && east && south) && !(east && south && west)
            : !(north && east && west) && !(north && south && west);
        if (rises === 1 && open) gone.push(p);
      }
      for (const p of gone) mask[p] = 0;
      changed ||= gone.length > 0;
    }
  }
}

/** The mean place of the marked pixels within two of this one. */
function average(mask: Uint8Array, p: number): [number, number] {
  let [sumX, sumY, count] = [0, 0, 0];
  for (let dy = -2; dy <= 2; dy++) {
    for (let dx = -2; dx <= 2; dx++) {
      if (!mask[p + dy * SIDE + dx]) continue;
      sumX += (p % SIDE) + dx;
      sumY += Math.floor(p / SIDE) + dy;
      count++;
    }
  }
  return [sumX / count, sumY / count];
}
